package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/blob"
)

const (
	anna   = aid.ID("01900000-0000-7000-8000-00000000000a")
	bo     = aid.ID("01900000-0000-7000-8000-00000000000b")
	letter = aid.ID("01900000-0000-7000-8000-000000000001")
	other  = aid.ID("01900000-0000-7000-8000-000000000002")
)

// send hands in a file in pieces, and returns how much there is then.
func send(t testing.TB, d *blob.Disk, person, upload aid.ID, file []byte) (n int64) {
	t.Helper()
	for len(file) > int(n) {
		n = have(d.AddPiece(t.Context(), person, upload, n, file[n:min(n+blob.PieceSize, int64(len(file)))], large))(t)
	}
	return n
}

func whole(d *blob.Disk, person, upload aid.ID, size int) ([]byte, error) {
	r, err := d.OpenUpload(context.Background(), person, upload, int64(size))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func coded(err error) string {
	var fault aid.Error
	errors.As(err, &fault)
	return fault.Code
}

// pieceFiles lists the pieces that lie on the disk.
func pieceFiles(t testing.TB, dir string) []string {
	t.Helper()
	return have(filepath.Glob(filepath.Join(dir, "uploads", "*", "*", "*")))(t)
}

func TestUploadRoundTrip(t *testing.T) {
	for _, n := range []int{1, blob.PieceSize - 1, blob.PieceSize, blob.PieceSize + 1, 3 * blob.PieceSize, 3*blob.PieceSize + 17} {
		dir := t.TempDir()
		d := openDisk(t, dir, newKey(1))
		want := content(n)
		if got := send(t, d, anna, letter, want); got != int64(n) {
			t.Errorf("%d of %d bytes are there", got, n)
		}
		for range 2 {
			if got, err := whole(d, anna, letter, n); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes: equal %t, %v", n, bytes.Equal(got, want), err)
			}
		}
		if got := have(openDisk(t, dir, newKey(1)).AddPiece(t.Context(), anna, letter, 0, nil, large))(t); got != int64(n) {
			t.Errorf("%d of %d bytes are there when the program has been started again", got, n)
		}
		for _, path := range pieceFiles(t, dir) {
			if bytes.Contains(have(os.ReadFile(path))(t), want[:1+n/40000]) && n > 40000 {
				t.Error("a piece lies in the clear")
			}
		}
		if left, kept := leftovers(t, dir), len(storedFiles(t, dir)); left+kept != 0 {
			t.Errorf("%d files being written, %d stored", left, kept)
		}
	}
}

func TestPiecesAreKeptByTheirPlace(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	file := content(2*blob.PieceSize + 9)
	first, second, last := file[:blob.PieceSize], file[blob.PieceSize:2*blob.PieceSize], file[2*blob.PieceSize:]
	for i, step := range []struct {
		what   string
		offset int64
		piece  []byte
		have   int64
	}{
		{"asked for", 0, nil, 0},
		{"beyond", blob.PieceSize, second, 0},
		{"first", 0, first, blob.PieceSize},
		{"first again, altered", 0, content(blob.PieceSize - 1), blob.PieceSize},
		{"inside", 100, first, blob.PieceSize},
		{"beyond again", 2 * blob.PieceSize, last, blob.PieceSize},
		{"second", blob.PieceSize, second, 2 * blob.PieceSize},
		{"asked for", 0, nil, 2 * blob.PieceSize},
		{"last", 2 * blob.PieceSize, last, 2*blob.PieceSize + 9},
		{"last again", 2 * blob.PieceSize, last, 2*blob.PieceSize + 9},
	} {
		if got, err := d.AddPiece(t.Context(), anna, letter, step.offset, step.piece, large); got != step.have || err != nil {
			t.Fatalf("%d, %s: %d, %v; want %d", i, step.what, got, err, step.have)
		}
	}
	if got, err := whole(d, anna, letter, len(file)); err != nil || !bytes.Equal(got, file) {
		t.Errorf("equal %t, %v", bytes.Equal(got, file), err)
	}
	for _, size := range []int{0, len(file) - 1, len(file) + 1, blob.PieceSize} {
		if _, err := whole(d, anna, letter, size); coded(err) != "file.interrupted" {
			t.Errorf("opened as %d bytes: %v", size, err)
		}
	}
	if n, err := d.AddPiece(t.Context(), anna, letter, int64(len(file)), last, large); n != 0 || err != nil || len(pieceFiles(t, dir)) != 0 {
		t.Errorf("a piece after the last: %d, %v, %d pieces; want a new beginning", n, err, len(pieceFiles(t, dir)))
	}
}

func TestUploadsBelongToTheirSender(t *testing.T) {
	d := openDisk(t, t.TempDir(), newKey(1))
	hers, his := content(blob.PieceSize+5), content(blob.PieceSize+6)
	send(t, d, anna, letter, hers)
	if _, err := whole(d, bo, letter, len(hers)); coded(err) != "file.interrupted" {
		t.Errorf("another's upload is opened: %v", err)
	}
	send(t, d, bo, letter, his)
	if err := errors.Join(d.CloseUpload(t.Context(), bo, letter), d.DropUpload(t.Context(), bo, letter)); err != nil {
		t.Fatal(err)
	}
	if got, err := whole(d, anna, letter, len(hers)); err != nil || !bytes.Equal(got, hers) {
		t.Errorf("hers after his: equal %t, %v", bytes.Equal(got, hers), err)
	}
	if _, err := whole(d, bo, letter, len(his)); coded(err) != "file.interrupted" {
		t.Errorf("a dropped upload is opened: %v", err)
	}
}

// A piece that is altered, cut, or put in the place of another of the same upload, or of the same place in another, is found.
func TestDamagedPiecesAreFound(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	file := content(3 * blob.PieceSize)
	send(t, d, anna, other, content(3*blob.PieceSize))
	strange := have(os.ReadFile(pieceFiles(t, dir)[1]))(t)
	if err := d.DropUpload(t.Context(), anna, other); err != nil {
		t.Fatal(err)
	}
	send(t, d, anna, letter, file)
	paths := pieceFiles(t, dir)
	first := have(os.ReadFile(paths[0]))(t)
	for name, change := range map[string]func([]byte) []byte{
		"a bit":                        func(b []byte) []byte { return flip(b, 1000) },
		"the nonce":                    func(b []byte) []byte { return flip(b, 0) },
		"the piece before it":          func([]byte) []byte { return first },
		"the same of another's upload": func([]byte) []byte { return strange },
		"cut":                          func(b []byte) []byte { return b[:len(b)-1] },
		"nothing left":                 func([]byte) []byte { return nil },
	} {
		was := have(os.ReadFile(paths[1]))(t)
		damage(t, paths[1], change)
		got, err := whole(d, anna, letter, len(file))
		if coded(err) != "file.interrupted" || !bytes.HasPrefix(file, got) {
			t.Errorf("%s: %v after %d bytes", name, err, len(got))
		}
		if same := len(change(was)) == len(was); same && !errors.Is(err, blob.ErrCorrupt) {
			t.Errorf("%s: %v, want it told as damage", name, err)
		}
		damage(t, paths[1], func([]byte) []byte { return was })
	}
	if got, err := whole(d, anna, letter, len(file)); err != nil || !bytes.Equal(got, file) {
		t.Errorf("mended: equal %t, %v", bytes.Equal(got, file), err)
	}
	r := have(d.OpenUpload(t.Context(), anna, letter, int64(len(file))))(t)
	if err := d.DropUpload(t.Context(), anna, letter); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); coded(err) != "file.interrupted" {
		t.Errorf("taken away while it was read: %v", err)
	}
}

func TestUploadsAreLimited(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	add := func(person, upload aid.ID, offset int64, piece []byte, limit int64) string {
		_, err := d.AddPiece(t.Context(), person, upload, offset, piece, limit)
		return coded(err)
	}
	if code := add(anna, letter, 0, content(blob.PieceSize+1), large); code != "invalid" {
		t.Errorf("a piece too long: %q", code)
	}
	if code := add(anna, letter, 0, content(11), 10); code != "file.too_big" {
		t.Errorf("a file too large: %q", code)
	}
	send(t, d, anna, letter, content(blob.PieceSize))
	if code := add(anna, letter, blob.PieceSize, content(2), blob.PieceSize+1); code != "file.too_big" {
		t.Errorf("a file that grows too large: %q", code)
	}
	id := func(n int) aid.ID { return aid.ID(fmt.Sprintf("01900000-0000-7000-8000-0000000001%02d", n)) }
	for n := range 19 {
		if code := add(anna, id(n), 0, content(1), large); code != "" {
			t.Fatalf("upload %d: %q", n+2, code)
		}
	}
	if code := add(anna, id(19), 0, content(1), large); code != "file.too_many_uploads" {
		t.Errorf("one too many: %q", code)
	}
	if code := add(anna, id(19), 0, nil, large); code != "file.too_many_uploads" {
		t.Errorf("one too many, before it is sent: %q", code)
	}
	if code := add(anna, id(3), 0, content(1), large) + add(bo, id(19), 0, content(1), large); code != "" {
		t.Errorf("one that has been begun, and one of another: %q", code)
	}
	// What has been handed in counts no longer, and can be read once more.
	if err := d.CloseUpload(t.Context(), anna, letter); err != nil {
		t.Fatal(err)
	}
	if code := add(anna, id(19), 0, content(1), large); code != "" {
		t.Errorf("after one was handed in: %q", code)
	}
	if got, err := whole(d, anna, letter, blob.PieceSize); err != nil || len(got) != blob.PieceSize {
		t.Errorf("handed in, and read again: %v", err)
	}
	if got := have(d.AddPiece(t.Context(), anna, letter, 0, nil, large))(t); got != blob.PieceSize {
		t.Errorf("handed in, and asked for: %d", got)
	}
	if err := errors.Join(d.CloseUpload(t.Context(), anna, letter), d.CloseUpload(t.Context(), anna, other)); err != nil {
		t.Errorf("closed again, and one that is not there: %v", err)
	}
}

// An upload is as old as its newest piece: one that comes in slowly stays whole.
func TestSweepTakesUploadsThatWereLeft(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	now := time.Now()
	hour := func(path string) {
		if err := os.Chtimes(path, now.Add(-2*time.Hour), now.Add(-2*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	send(t, d, anna, other, content(1))
	send(t, d, bo, other, content(1))
	if err := d.CloseUpload(t.Context(), bo, other); err != nil {
		t.Fatal(err)
	}
	for _, path := range pieceFiles(t, dir) {
		hour(filepath.Dir(path))
	}
	file := content(blob.PieceSize + 1)
	send(t, d, anna, letter, file[:blob.PieceSize])
	for _, path := range pieceFiles(t, dir) {
		hour(path)
	}
	have(d.AddPiece(t.Context(), anna, letter, blob.PieceSize, file[blob.PieceSize:], large))(t)
	if n, err := d.Sweep(now.Add(-time.Hour)); n != 2 || err != nil {
		t.Errorf("swept %d, %v; want 2", n, err)
	}
	if got, err := whole(d, anna, letter, len(file)); err != nil || !bytes.Equal(got, file) {
		t.Errorf("one under way: equal %t, %v", bytes.Equal(got, file), err)
	}
	if people := have(os.ReadDir(filepath.Join(dir, "uploads")))(t); len(people) != 1 {
		t.Errorf("%d folders of people are left, want 1", len(people))
	}
	if n, err := openDisk(t, t.TempDir(), newKey(1)).Sweep(now); n != 0 || err != nil {
		t.Errorf("a store without uploads: %d, %v", n, err)
	}
}

// A crash between the writing of a piece and its naming leaves nothing that counts, and what is left is swept.
func TestAPieceThatWasNotNamedIsNotThere(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	file := content(blob.PieceSize + 1)
	send(t, d, anna, letter, file[:blob.PieceSize])
	// As it lies on the disk then: whole in tmp, and not yet in its place.
	if err := os.Rename(pieceFiles(t, dir)[0], filepath.Join(dir, "tmp", "crashed")); err != nil {
		t.Fatal(err)
	}
	d = openDisk(t, dir, newKey(1))
	if n := have(d.AddPiece(t.Context(), anna, letter, blob.PieceSize, file[blob.PieceSize:], large))(t); n != 0 {
		t.Errorf("%d bytes count", n)
	}
	if n := send(t, d, anna, letter, file); n != int64(len(file)) {
		t.Errorf("%d bytes after it was sent again", n)
	}
	if got, err := whole(d, anna, letter, len(file)); err != nil || !bytes.Equal(got, file) {
		t.Errorf("equal %t, %v", bytes.Equal(got, file), err)
	}
	if _, err := d.Sweep(time.Now().Add(time.Hour)); err != nil || leftovers(t, dir) != 0 {
		t.Errorf("%d files left half written, %v", leftovers(t, dir), err)
	}
}

// A piece that cannot be written is not said to be there.
func TestAPieceThatTheDiskLostIsNotAcknowledged(t *testing.T) {
	dir := t.TempDir()
	d := openDisk(t, dir, newKey(1))
	if err := os.RemoveAll(filepath.Join(dir, "tmp")); err != nil {
		t.Fatal(err)
	}
	if n, err := d.AddPiece(t.Context(), anna, letter, 0, content(1), large); err == nil || n != 0 {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// Many who send the same pieces at once, as a page that is open twice does, and others beside them.
func TestPiecesAtOnce(t *testing.T) {
	d := openDisk(t, t.TempDir(), newKey(1))
	file := content(4*blob.PieceSize + 3)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			person := []aid.ID{anna, bo}[i%2]
			for n := int64(0); n < int64(len(file)); {
				var err error
				if n, err = d.AddPiece(context.Background(), person, letter, n, file[n:min(n+blob.PieceSize, int64(len(file)))], large); err != nil {
					t.Error(err)
					return
				}
			}
			if got, err := whole(d, person, letter, len(file)); err != nil || !bytes.Equal(got, file) {
				t.Errorf("equal %t, %v", bytes.Equal(got, file), err)
			}
		})
	}
	wg.Wait()
}

// A piece costs its own size in memory, twice at most, and reading no more than one piece at a time lives.
func TestMemoryOfUploadsIsBounded(t *testing.T) {
	d := openDisk(t, t.TempDir(), newKey(1))
	file := content(8 * blob.PieceSize)
	send(t, d, anna, letter, file[:blob.PieceSize])
	allocated := allocations(func() { send(t, d, anna, letter, file) })
	if bound := uint64(len(file) * 5 / 4); allocated > bound {
		t.Errorf("sending %d bytes allocated %d", len(file), allocated)
	}
}
