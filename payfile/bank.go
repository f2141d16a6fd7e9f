package payfile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// BankConfig (bankförbindelse) is what the agreement with the bank says about where files go.
type BankConfig struct {
	Address   string        // host:port
	User      string        // the municipality's name at the bank
	Key       ssh.Signer    // the municipality's key; the bank knows its public half
	HostKey   ssh.PublicKey // the bank's key; a server with any other is refused
	UploadDir string        // where payment files are put
	ReportDir string        // where the bank puts its answers
	Timeout   time.Duration // how long the bank may be silent; 0 is 5 seconds
}

// Bank (bank) carries files to and from the bank over SFTP. It connects anew for each call and is safe for concurrent
// use, one call at a time.
type Bank struct {
	config BankConfig
	mu     sync.Mutex
}

// Report (rapportfil) is a file that the bank has put out for us.
type Report struct {
	Name    string
	Content []byte
}

// What can be wrong with a transfer besides the connection.
var (
	ErrFileName  = errors.New("not a file name that the bank takes")
	ErrOtherFile = errors.New("the bank already has another file of that name")
)

const (
	silence     = 5 * time.Second
	partSuffix  = ".part" // what is still being written, on either side
	fetchAtOnce = 50      // reports, so that one call holds a bounded amount
)

// NewBank makes a client. Nothing is sent yet. A missing key, host key, address or folder is an error.
func NewBank(config BankConfig) (*Bank, error) {
	if config.Key == nil || config.HostKey == nil {
		return nil, errors.New("connect to the bank: our key and the bank's host key must be given")
	}
	if config.Address == "" || config.User == "" || config.UploadDir == "" || config.ReportDir == "" {
		return nil, errors.New("connect to the bank: address, user and both folders must be given")
	}
	if config.Timeout <= 0 {
		config.Timeout = silence
	}
	return &Bank{config: config}, nil
}

// Upload hands a file over. The bank never sees half of it: it is written under another name and renamed when whole.
// Repeating an upload is safe: a file that is there already with the same content is nil, with other content
// ErrOtherFile. Where a bank takes files away at once, its check on MessageID catches a repetition (see Resolve).
// After any other error it is not known whether the bank has the file: repeat the same upload.
func (b *Bank) Upload(ctx context.Context, name string, content []byte) error {
	if !validFileName(name) {
		return fmt.Errorf("upload payment file: %w", ErrFileName)
	}
	err := b.connected(ctx, func(client *sftp.Client) error {
		final := path.Join(b.config.UploadDir, name)
		if there, err := sameContent(client, final, content); there || err != nil {
			return err
		}
		if err := writeRemote(client, final+partSuffix, content); err != nil {
			return err
		}
		// Plain rename fails where the name is taken; the POSIX one would replace a file that came in between.
		if err := client.Rename(final+partSuffix, final); err != nil {
			if there, sameErr := sameContent(client, final, content); there || errors.Is(sameErr, ErrOtherFile) {
				_ = client.Remove(final + partSuffix)
				return sameErr
			}
			return err
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("upload payment file %s: %w", name, err)
	}
	return nil
}

// FetchReports reads the reports that have not been taken away by Ack, by name, at most 50. One larger than MaxStatus
// is left out and makes an error that wraps ErrTooLarge beside the others.
func (b *Bank) FetchReports(ctx context.Context) ([]Report, error) {
	var reports []Report
	var tooLarge error
	err := b.connected(ctx, func(client *sftp.Client) error {
		files, err := client.ReadDirContext(ctx, b.config.ReportDir)
		if err != nil {
			return err
		}
		slices.SortFunc(files, func(x, y fs.FileInfo) int { return strings.Compare(x.Name(), y.Name()) })
		for _, f := range files {
			if !f.Mode().IsRegular() || !validFileName(f.Name()) || len(reports) == fetchAtOnce {
				continue
			}
			if f.Size() > MaxStatus {
				tooLarge = errors.Join(tooLarge, fmt.Errorf("report %s: %w", f.Name(), ErrTooLarge))
				continue
			}
			content, err := readRemote(client, path.Join(b.config.ReportDir, f.Name()), MaxStatus)
			switch {
			case errors.Is(err, fs.ErrNotExist): // the bank took it back
			case err != nil:
				return fmt.Errorf("report %s: %w", f.Name(), err)
			default:
				reports = append(reports, Report{f.Name(), content})
			}
		}
		return nil
	})
	if err = errors.Join(err, tooLarge); err != nil {
		return reports, fmt.Errorf("fetch reports: %w", err)
	}
	return reports, nil
}

// Ack takes a report away from the bank. Call it when the report is stored here, not before. One that is gone already
// is no error.
func (b *Bank) Ack(ctx context.Context, name string) error {
	if !validFileName(name) {
		return fmt.Errorf("acknowledge report: %w", ErrFileName)
	}
	err := b.connected(ctx, func(client *sftp.Client) error {
		err := client.Remove(path.Join(b.config.ReportDir, name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("acknowledge report %s: %w", name, err)
	}
	return nil
}

// connected runs do over a fresh connection, which ends with ctx or after too long a silence.
func (b *Bank) connected(ctx context.Context, do func(*sftp.Client) error) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	dialer := net.Dialer{Timeout: b.config.Timeout}
	raw, err := dialer.DialContext(ctx, "tcp", b.config.Address)
	if err != nil {
		return err
	}
	conn := watch(raw, b.config.Timeout)
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	err = b.converse(conn, do)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case conn.timedOut():
		return fmt.Errorf("the bank was silent for %v: %w", b.config.Timeout, err)
	}
	return err
}

// converse opens SSH and SFTP on the connection, with the bank's key pinned, and runs do.
func (b *Bank) converse(conn net.Conn, do func(*sftp.Client) error) error {
	shell, channels, requests, err := ssh.NewClientConn(conn, b.config.Address, &ssh.ClientConfig{
		User:              b.config.User,
		Auth:              []ssh.AuthMethod{ssh.PublicKeys(b.config.Key)},
		HostKeyCallback:   ssh.FixedHostKey(b.config.HostKey),
		HostKeyAlgorithms: hostKeyAlgorithms(b.config.HostKey),
	})
	if err != nil {
		return err
	}
	session := ssh.NewClient(shell, channels, requests)
	defer session.Close()
	client, err := sftp.NewClient(session, sftp.UseConcurrentWrites(true))
	if err != nil {
		return err
	}
	defer client.Close()
	return do(client)
}

// hostKeyAlgorithms are those that a server may prove the pinned key with; an RSA key has two newer ones.
func hostKeyAlgorithms(key ssh.PublicKey) []string {
	if key.Type() == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{key.Type()}
}

// sameContent tells whether the file is there with this content. With another it is ErrOtherFile.
func sameContent(client *sftp.Client, name string, content []byte) (bool, error) {
	there, err := readRemote(client, name, int64(len(content)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case errors.Is(err, ErrTooLarge):
		return false, ErrOtherFile
	case err != nil:
		return false, err
	case !bytes.Equal(there, content):
		return false, ErrOtherFile
	}
	return true, nil
}

// readRemote reads a whole file of at most limit bytes.
func readRemote(client *sftp.Client, name string, limit int64) ([]byte, error) {
	f, err := client.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = ErrTooLarge
	}
	return content, err
}

// writeRemote writes a whole file in place of what an earlier attempt may have left, and makes sure that all of it
// arrived. The leftover is removed, not overwritten: the bank may still be working off packets of a cut connection, and
// they must not land in the new file.
func writeRemote(client *sftp.Client, name string, content []byte) error {
	_ = client.Remove(name) // nearly always not there; if it stays, the next line fails
	f, err := client.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
	if err != nil {
		return err
	}
	_, err = f.ReadFromWithConcurrency(bytes.NewReader(content), 16)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	info, err := client.Stat(name)
	if err == nil && info.Size() != int64(len(content)) {
		err = io.ErrShortWrite
	}
	return err
}

// validFileName tells whether name is a plain file name: letters, digits, point, hyphen, underscore; not hidden, not
// one that is still being written.
func validFileName(name string) bool {
	for _, c := range name {
		ok := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune(".-_", c)
		if !ok {
			return false
		}
	}
	return name != "" && len(name) <= 200 && name[0] != '.' && !strings.HasSuffix(name, partSuffix)
}

// watchedConn closes itself when nothing has passed through it for a while. Deadlines would need the time of day; a
// timer does not.
type watchedConn struct {
	net.Conn
	timer   *time.Timer
	silence time.Duration
	expired chan struct{}
}

// watch starts watching a connection.
func watch(conn net.Conn, silence time.Duration) *watchedConn {
	w := &watchedConn{Conn: conn, silence: silence, expired: make(chan struct{})}
	w.timer = time.AfterFunc(silence, func() {
		close(w.expired)
		conn.Close()
	})
	return w
}

// Read implements net.Conn.
func (w *watchedConn) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	w.heard(err)
	return n, err
}

// heard puts the end off, once more; not after the end.
func (w *watchedConn) heard(err error) {
	if err == nil && w.timer.Stop() {
		w.timer.Reset(w.silence)
	}
}

// Close implements net.Conn.
func (w *watchedConn) Close() error {
	w.timer.Stop()
	return w.Conn.Close()
}

// timedOut tells whether the silence ended the connection.
func (w *watchedConn) timedOut() bool {
	select {
	case <-w.expired:
		return true
	default:
		return false
	}
}
