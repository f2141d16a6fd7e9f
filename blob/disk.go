package blob

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"bistand/aid"
)

// Disk (disk) is a Store in a folder of a local disk:
//
//	ab/cdef…   one file for each content, in 256 folders by the first byte of its hidden name
//	tmp/       files being written
//	uploads/   pieces of files that have not come in whole, see upload
//	keys       names of the master keys that files here were sealed with, one a line
type Disk struct {
	dir    string
	keys   []masterKey // the first seals; all open
	random io.Reader

	mu     sync.Mutex
	folder [256]bool // folders known to exist and to survive a power cut
}

var _ Store = (*Disk)(nil)

// OpenDisk opens the store in dir, and makes it where there is none. key is the master key (32 bytes) that new files are
// sealed with; earlier are those that old files may still be sealed with, so that a key is changed by setting the new one
// and moving the old one to earlier. A store that holds files under a key not given is refused at once, with a text that
// says so, rather than answering "not found" one file at a time. random must be fit for keys and safe for concurrent use.
func OpenDisk(dir string, key []byte, random io.Reader, earlier ...[]byte) (*Disk, error) {
	d := &Disk{dir: dir, random: random}
	for _, secret := range append([][]byte{key}, earlier...) {
		k, err := newMasterKey(slices.Clone(secret))
		if err != nil {
			return nil, err
		}
		// One byte names a key in a header, so two keys in 256 clash; better found here than by an operator at night.
		if slices.ContainsFunc(d.keys, func(other masterKey) bool { return other.id == k.id }) {
			return nil, errors.New("open file store: two of its keys are the same or share their short name; make another new key")
		}
		d.keys = append(d.keys, k)
	}
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return nil, fmt.Errorf("open file store: %w", err)
	}
	if err := d.checkKeys(); err != nil {
		return nil, fmt.Errorf("open file store: %w", err)
	}
	return d, nil
}

// checkKeys holds the keys against those that the store was used with, and adds the first to the list.
func (d *Disk) checkKeys() error {
	path := filepath.Join(d.dir, "keys")
	list, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	// A key that is listed but not given would make its files look as if they had never been there.
	used := strings.Fields(string(list))
	for _, name := range used {
		if !slices.ContainsFunc(d.keys, func(k masterKey) bool { return k.check == name }) {
			return fmt.Errorf("files in %s are sealed with key %s, which the settings lack", d.dir, name)
		}
	}
	if slices.Contains(used, d.keys[0].check) {
		return nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(d.keys[0].check + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return syncFolder(d.dir)
}

// Open implements Store.
func (d *Disk) Open(ctx context.Context, ref Ref) (io.ReadCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	file, name, err := d.find(ref)
	if err != nil {
		return nil, err
	}
	return d.reader(file, ref.Size, name)
}

// reader reads the content of an open file, and closes it.
func (d *Disk) reader(file *os.File, size int64, name []byte) (io.ReadCloser, error) {
	content, err := d.openContent(file, size, name)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return struct {
		*opener
		io.Closer
	}{content, file}, nil
}

// openContent reads the header of a stored file and holds it against what is asked for.
func (d *Disk) openContent(file *os.File, size int64, name []byte) (*opener, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open stored file: %w", err)
	}
	// Cheap and telling: a file that was cut or grew is found before a byte of it is handed out.
	if size <= 0 || size > maxSize || info.Size() != sealedSize(size) {
		return nil, ErrCorrupt
	}
	header := make([]byte, headerSize)
	if _, err := io.ReadFull(file, header); err != nil {
		return nil, fmt.Errorf("read stored file: %w", err)
	}
	keyID, salt, _, ok := parts(header)
	at := slices.IndexFunc(d.keys, func(k masterKey) bool { return k.id == keyID })
	if !ok || at < 0 {
		return nil, ErrCorrupt
	}
	keys, err := d.keys[at].fileKeys(salt)
	if err != nil {
		return nil, err
	}
	return newOpener(file, header, size, name, keys)
}

// find opens the file of a content, whichever key it is kept under.
func (d *Disk) find(ref Ref) (*os.File, []byte, error) {
	digest, err := ref.digest()
	if err != nil {
		return nil, nil, err
	}
	for _, key := range d.keys {
		name := key.name(digest)
		file, err := os.Open(d.path(name))
		if err == nil {
			return file, name, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fmt.Errorf("open stored file: %w", err)
		}
	}
	return nil, nil, aid.ErrNotFound
}

// Delete implements Store. When it returns, the content is gone for good under every key.
func (d *Disk) Delete(ctx context.Context, ref Ref) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	digest, err := ref.digest()
	if err != nil {
		return err
	}
	err = aid.ErrNotFound
	for _, key := range d.keys {
		path := d.path(key.name(digest))
		switch gone := os.Remove(path); {
		case errors.Is(gone, fs.ErrNotExist):
		case gone != nil:
			return fmt.Errorf("delete stored file: %w", gone)
		default:
			if err = syncFolder(filepath.Dir(path)); err != nil {
				return err
			}
		}
	}
	return err
}

// Sweep implements Store. Anything an hour old is nobody's upload any more.
func (d *Disk) Sweep(olderThan time.Time) (int, error) {
	removed, err := d.sweepTemp(olderThan)
	uploads, uploadErr := d.sweepUploads(olderThan)
	return removed + uploads, errors.Join(err, uploadErr)
}

func (d *Disk) sweepTemp(olderThan time.Time) (int, error) {
	entries, err := os.ReadDir(filepath.Join(d.dir, "tmp"))
	if err != nil {
		return 0, fmt.Errorf("sweep file store: %w", err)
	}
	removed := 0
	for _, entry := range entries {
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // finished while we looked
		}
		if err != nil {
			return removed, fmt.Errorf("sweep file store: %w", err)
		}
		if !info.ModTime().Before(olderThan) {
			continue
		}
		err = os.Remove(filepath.Join(d.dir, "tmp", entry.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, fmt.Errorf("sweep file store: %w", err)
		}
		removed++
	}
	return removed, nil
}

// path is where the file of a hidden name lies.
func (d *Disk) path(name []byte) string {
	text := hex.EncodeToString(name)
	return filepath.Join(d.dir, text[:2], text[2:])
}

// tempFile is a file being written; discard removes it unless it was kept.
type tempFile struct {
	*os.File
	kept     bool
	written  int64
	underway int64 // bytes that the disk has been asked to start on
}

// Write implements io.Writer.
func (t *tempFile) Write(p []byte) (int, error) {
	n, err := t.File.Write(p)
	t.written += int64(n)
	if length := t.written - t.underway; length >= writebackEvery {
		startWriteback(t.File, t.underway, length)
		t.underway = t.written
	}
	return n, err
}

// createTemp makes a file in tmp that no one else has.
func (d *Disk) createTemp() (*tempFile, error) {
	var b [16]byte
	if _, err := io.ReadFull(d.random, b[:]); err != nil {
		return nil, fmt.Errorf("read randomness for a file: %w", err)
	}
	path := filepath.Join(d.dir, "tmp", hex.EncodeToString(b[:]))
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create stored file: %w", err)
	}
	return &tempFile{File: file}, nil
}

func (t *tempFile) discard() {
	if !t.kept {
		// Nothing to report: the caller is failing already, and Sweep takes what stays behind.
		_ = t.Close()
		_ = os.Remove(t.Name())
	}
}

// keep makes a finished temporary file the stored file of that name, for good: content, name and folder are all on the
// disk itself before it returns.
func (d *Disk) keep(file *tempFile, name []byte) error {
	if err := file.Sync(); err != nil {
		return fmt.Errorf("write stored file: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write stored file: %w", err)
	}
	path := d.path(name)
	if err := d.ensureFolder(name[0], filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("keep stored file: %w", err)
	}
	file.kept = true
	return syncFolder(filepath.Dir(path))
}

// ensureFolder makes one of the 256 folders. The lock matters: whoever finds the folder there must be able to trust that
// it is on the disk itself, not only in the memory of a machine that may lose power now.
func (d *Disk) ensureFolder(which byte, path string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.folder[which] {
		return nil
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("make folder of file store: %w", err)
	}
	if err := syncFolder(d.dir); err != nil {
		return err
	}
	d.folder[which] = true
	return nil
}

// syncFolder puts a folder's entries on the disk itself.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync folder of file store: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("sync folder of file store: %w", err)
	}
	return nil
}
