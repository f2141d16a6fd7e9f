package casework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"bistand/aid"
	"bistand/store"
)

// How long a scanner is waited for: by a person who hands a file in, and by nobody in particular.
const (
	scanPatience    = 2 * time.Second
	scanPatienceJob = 20 * time.Second
	scanAgain       = 10 * time.Minute // after a file that could not be looked through
	scansAtOnce     = 20
)

// scan has a file looked through while its sender waits. Whatever keeps the scanner from a verdict, the file is not called
// clean: it waits to be looked through later.
func (d *Desk) scan(ctx context.Context, content io.Reader) aid.Scan {
	if d.Scanner == nil {
		return aid.Scan{Result: aid.NotScanned}
	}
	ctx, cancel := context.WithTimeout(ctx, scanPatience)
	defer cancel()
	scan, err := d.verdict(ctx, content)
	if err != nil {
		slog.WarnContext(ctx, "a file was not looked through for viruses", "error", err)
	}
	return scan
}

// verdict asks the scanner.
func (d *Desk) verdict(ctx context.Context, content io.Reader) (aid.Scan, error) {
	found, version, err := d.Scanner.Scan(ctx, content)
	switch {
	case err != nil:
		return aid.Scan{Result: aid.NotScanned}, err
	case version == "":
		return aid.Scan{Result: aid.NotScanned}, errors.New("the virus scanner does not say what it knows")
	case found != "":
		return aid.Scan{Result: aid.ScanInfected, Found: found, Version: version}, nil
	}
	return aid.Scan{Result: aid.ScanClean, Version: version}, nil
}

// errKeptGone is a file that was kept and is not there: no fault of whoever asks for it, who is not told that it never was.
var errKeptGone = errors.New("a kept file is gone from the file store")

// scanKept has a kept file looked through before it is attached once more. One that turns out to hold a virus is refused.
func (d *Desk) scanKept(ctx context.Context, sha256 string, size int64) (aid.Scan, error) {
	file, err := d.Files.Open(ctx, sha256, size)
	if errors.Is(err, aid.ErrNotFound) {
		return aid.Scan{}, errKeptGone
	}
	if err != nil {
		return aid.Scan{}, fmt.Errorf("open kept file: %w", err)
	}
	defer file.Close()
	scan := d.scan(ctx, file)
	if scan.Result == aid.ScanInfected {
		return scan, aid.Error{Code: "file.virus", Field: "file"}
	}
	return scan, nil
}

// ScanWaiting has files looked through that came in while no scanner answered, and returns how many it got a verdict on. It
// stops at the first file that the scanner gives none on; that one is tried again after others have had their turn.
func (d *Desk) ScanWaiting(ctx context.Context) (int, error) {
	waiting, err := d.Register.WaitingScans(ctx, d.Now(), scansAtOnce)
	if err != nil {
		return 0, err
	}
	for i, a := range waiting {
		scan, err := d.scanLater(ctx, a)
		if err != nil {
			postponed := d.Register.Work(ctx, func(tx *store.Tx) error { return tx.PostponeScan(a.ID, d.Now().Add(scanAgain)) })
			return i, errors.Join(fmt.Errorf("scan attachment %s: %w", a.ID, err), postponed)
		}
		scan.AttachmentID, scan.At = a.ID, d.Now()
		step := d.step(Request{Actor: aid.Actor{Kind: aid.BySystem}}, "scan", a.CaseID, "attachment", a.ID)
		if err := d.Register.Step(ctx, step, func(tx *store.Tx) error { return tx.AddScan(d.newID(), scan) }); err != nil {
			return i, err
		}
		if scan.Result == aid.ScanInfected {
			slog.ErrorContext(ctx, "a virus was found in a file that had been handed in; it is not given out any more", "attachment", a.ID, "virus", scan.Found)
		}
	}
	return len(waiting), nil
}

// scanLater has one kept file looked through.
func (d *Desk) scanLater(ctx context.Context, a aid.Attachment) (aid.Scan, error) {
	ctx, cancel := context.WithTimeout(ctx, scanPatienceJob)
	defer cancel()
	file, err := d.Files.Open(ctx, a.SHA256, a.Size)
	if err != nil {
		return aid.Scan{}, err
	}
	defer file.Close()
	return d.verdict(ctx, file)
}

// Safe tells whether a file may be given out: not one in which a virus was found after it had come in, which is
// aid.Error{Code: "file.virus"}. One that nobody has looked through may be, with a word about it.
func (d *Desk) Safe(ctx context.Context, attachment aid.ID) error {
	scan, err := d.Register.Scan(ctx, attachment)
	switch {
	case errors.Is(err, aid.ErrNotFound):
		return nil
	case err != nil:
		return err
	case scan.Result == aid.ScanInfected:
		return aid.Error{Code: "file.virus_later"}
	}
	return nil
}

// Small makes a small picture of an attachment, unless a virus was found in it.
func (d *Desk) Small(ctx context.Context, a aid.Attachment) ([]byte, error) {
	if err := d.Safe(ctx, a.ID); err != nil {
		return nil, err
	}
	return d.Files.Small(ctx, KeptFile{a.SHA256, a.Size, a.MediaType})
}
