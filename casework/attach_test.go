package casework_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"bistand/aid"
	"bistand/casework"
	"bistand/clamd"
	clamdsim "bistand/clamd/sim"
	"bistand/connect"
)

// photo is a photograph; no two of different widths are the same.
func photo(t testing.TB, width int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, 40)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// startScanner connects the desk to a stand-in for the virus scanner.
func (w *world) startScanner() *clamdsim.Daemon {
	w.t.Helper()
	daemon := have(clamdsim.Start("tcp", "127.0.0.1:0"))(w.t)
	w.t.Cleanup(daemon.Stop)
	w.desk.Scanner = connect.Scanner{Client: have(clamd.New(clamd.Config{Address: daemon.Address(), Now: w.Now}))(w.t)}
	return daemon
}

// attach hands a file in, and returns its reference and what the register says of its scan.
func (w *world) attach(draft aid.ID, kind, name string, content []byte) (aid.AttachmentRef, aid.Scan) {
	w.t.Helper()
	d := have(w.desk.Attach(w.ctx, w.as(w.sara), draft, kind, name, bytes.NewReader(content)))(w.t)
	ref := d.Content.Attachments[len(d.Content.Attachments)-1]
	return ref, have(w.register.Scan(w.ctx, ref.ID))(w.t)
}

// A file is called clean only by the scanner's own word; with a virus it is refused and nothing of it is kept; where the scanner
// does not answer it is taken in, told of as not looked through, and looked through later.
func TestX9_FilesAreLookedThroughForViruses(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		before, scan := w.attach(draft.ID, "other", "utan skanner.pdf", []byte(pdf+"1"))
		if scan.Result != aid.NotScanned || scan.Version != "" {
			t.Errorf("without a scanner: %+v", scan)
		}
		daemon := w.startScanner()
		if _, scan := w.attach(draft.ID, "other", "ren.pdf", []byte(pdf+"2")); scan.Result != aid.ScanClean || scan.Version != clamdsim.Version {
			t.Errorf("a clean file: %+v", scan)
		}
		steps := w.steps()
		eicar := []byte(strings.Replace(pdf, "ett", clamdsim.EICAR, 1))
		_, err := w.desk.Attach(w.ctx, w.as(w.sara), draft.ID, "other", "virus.pdf", bytes.NewReader(eicar))
		if code(err) != "file.virus" || w.steps() != steps {
			t.Errorf("a virus: %v, %d steps", err, w.steps()-steps)
		}
		daemon.Behave(clamdsim.Garbage, 0)
		during, scan := w.attach(draft.ID, "other", "stum.pdf", []byte(pdf+"3"))
		if scan.Result != aid.NotScanned {
			t.Errorf("a scanner that answers garbage: %+v", scan)
		}
		infected, scan := w.attach(draft.ID, "other", "sent.pdf", eicar)
		if scan.Result != aid.NotScanned {
			t.Errorf("a scanner that rests: %+v", scan)
		}
		if n, err := w.desk.ScanWaiting(w.ctx); n != 0 || err == nil {
			t.Errorf("looked through %d files without a scanner: %v", n, err)
		}
		daemon.Behave(clamdsim.Well, 0)
		w.pass(11 * time.Minute)
		if n, err := w.desk.ScanWaiting(w.ctx); n != 3 || err != nil {
			t.Errorf("looked through %d files that waited, want 3: %v", n, err)
		}
		for ref, want := range map[aid.ID]aid.ScanResult{before.ID: aid.ScanClean, during.ID: aid.ScanClean, infected.ID: aid.ScanInfected} {
			if scan := have(w.register.Scan(w.ctx, ref))(t); scan.Result != want || scan.Version != clamdsim.Version {
				t.Errorf("afterwards: %+v, want %s", scan, want)
			}
		}
		if n, err := w.desk.ScanWaiting(w.ctx); n != 0 || err != nil {
			t.Errorf("nothing waits, and %d were looked through: %v", n, err)
		}
		if err := w.desk.Safe(w.ctx, infected.ID); code(err) != "file.virus_later" {
			t.Errorf("a virus found later: %v", err)
		}
		w.must(w.desk.Safe(w.ctx, during.ID))
	})
}

// The worker has what waits looked through by itself, and takes away what a crash has left half written.
func TestX9_TheWorkerLooksThroughWhatWaits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		dir := w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		ref, _ := w.attach(draft.ID, "other", "a.pdf", []byte(pdf))
		half := filepath.Join(dir, "tmp", "half")
		w.must(os.WriteFile(half, []byte("half"), 0o600))
		w.must(os.Chtimes(half, w.Now().Add(-2*time.Hour), w.Now().Add(-2*time.Hour)))
		w.startScanner()
		ctx, cancel := context.WithCancel(w.ctx)
		ended := make(chan struct{})
		go func() { w.desk.RunJobs(ctx, 10*time.Millisecond); close(ended) }()
		scan := aid.Scan{}
		for until := time.Now().Add(10 * time.Second); scan.Result != aid.ScanClean && time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
			scan = have(w.register.Scan(w.ctx, ref.ID))(t)
		}
		cancel()
		<-ended
		if scan.Result != aid.ScanClean {
			t.Errorf("the worker left it at %+v", scan)
		}
		if _, err := os.Stat(half); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("what a crash left: %v", err)
		}
	})
}

// A person does not wait longer for a scanner that hangs than they would for a page.
func TestX9_AHangingScannerHoldsNobodyUp(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		w.startScanner().Behave(clamdsim.Hang, 0)
		started := time.Now()
		for i := range 4 {
			if _, scan := w.attach(draft.ID, "other", "a.pdf", []byte(pdf+strings.Repeat("%", i))); scan.Result != aid.NotScanned {
				t.Errorf("scan %+v", scan)
			}
		}
		if took := time.Since(started); took > 6*time.Second {
			t.Errorf("four files took %v", took)
		}
	})
}

// Turning a photograph puts the turned one in its place: a file of its own, once however often the button is pressed.
func TestX9_PhotographsAreTurned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		w.startScanner()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		first, _ := w.attach(draft.ID, "rent", "1.png", photo(t, 30))
		second, _ := w.attach(draft.ID, "rent", "2.jpg", photo(t, 60))
		if first.Name != "1.jpg" || first.MediaType != "image/jpeg" {
			t.Errorf("kept as %+v", first)
		}
		request := w.as(w.sara)
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if _, err := w.desk.TurnAttachment(w.ctx, request, draft.ID, first.ID); err != nil && !errors.Is(err, aid.ErrNotFound) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		draft = have(w.register.Draft(w.ctx, draft.ID))(t)
		list := draft.Content.Attachments
		if len(list) != 2 || list[0].ID == first.ID || list[0].SHA256 == first.SHA256 || list[0].Kind != "rent" || list[1] != second {
			t.Fatalf("the list is %+v", list)
		}
		config := have(jpeg.DecodeConfig(have(w.desk.Files.Open(w.ctx, list[0].SHA256, list[0].Size))(t)))(t)
		if config.Width != 40 || config.Height != 30 {
			t.Errorf("turned to %d × %d", config.Width, config.Height)
		}
		if scan := have(w.register.Scan(w.ctx, list[0].ID))(t); scan.Result != aid.ScanClean {
			t.Errorf("the turned one is %+v", scan)
		}
		paper, _ := w.attach(draft.ID, "rent", "3.pdf", []byte(pdf))
		before := w.steps()
		_, err := w.desk.TurnAttachment(w.ctx, w.as(w.sara), draft.ID, paper.ID)
		if code(err) != "file.not_picture" {
			t.Errorf("a PDF is turned: %v", err)
		}
		_, err = w.desk.TurnAttachment(w.ctx, w.as(w.sara), draft.ID, first.ID)
		w.refused("a file that has been turned", before, err, aid.ErrNotFound)
	})
}

// What was sent in the last three months can be used again, as an attachment of its own with the same content.
func TestX9_WhatWasSentCanBeUsedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := w.filled(w.single, w.november)
		old, _ := w.attach(draft.ID, "rent", "hyresavi.jpg", photo(t, 50))
		removed, _ := w.attach(draft.ID, "other", "ångrad.pdf", []byte(pdf+"x"))
		draft = have(w.register.Draft(w.ctx, draft.ID))(t)
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Attachments = c.Attachments[:len(c.Attachments)-1]
			return nil
		}))(t)
		a := have(w.desk.Freeze(w.ctx, w.as(w.sara), draft.ID, draft.Version))(t)
		w.must(w.signed(a, w.sara))
		next := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november.Add(1)))(t)
		sent := have(w.desk.Reusable(w.ctx, next))(t)
		names := ""
		for _, s := range sent {
			names += s.Name + " "
			if s.Month != w.november || s.ID == removed.ID {
				t.Errorf("offered %+v", s)
			}
		}
		if !strings.Contains(names, "hyresavi.jpg") {
			t.Fatalf("offered %q", names)
		}
		other := have(w.desk.BeginDraft(w.ctx, w.as(w.asa), w.couple.ID, w.november))(t)
		if taken := have(w.desk.Reuse(w.ctx, w.as(w.asa), other.ID, []aid.ID{old.ID}))(t); len(taken.Content.Attachments) != 0 {
			t.Error("a file of another case was used")
		}
		for range 3 { // pressed thrice
			next = have(w.desk.Reuse(w.ctx, w.as(w.sara), next.ID, []aid.ID{old.ID, removed.ID, "nothing"}))(t)
		}
		if len(next.Content.Attachments) != 1 {
			t.Fatalf("the list is %+v", next.Content.Attachments)
		}
		again := next.Content.Attachments[0]
		if again.ID == old.ID || again.SHA256 != old.SHA256 || again.Kind != "rent" || again.MediaType != "image/jpeg" {
			t.Errorf("used again: %+v", again)
		}
		record := have(w.register.Attachment(w.ctx, again.ID))(t)
		if record.SHA256 != old.SHA256 || record.UploadedBy != w.sara.ID {
			t.Errorf("its record: %+v", record)
		}
		w.pass(93 * 24 * time.Hour)
		late := aid.Draft{CaseID: w.single.ID}
		if sent := have(w.desk.Reusable(w.ctx, late))(t); len(sent) != 0 {
			t.Errorf("after three months there are %+v", sent)
		}
	})
}

// What was handed in otherwise stands on the draft with its day, once, and counts as a bank statement where it is one.
func TestX9_HandedInOtherwise(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		today := aid.SwedishDate(w.Now())
		good := aid.AttachmentRef{Kind: "bank_statement", Way: "office", On: today, Name: "  Två konton\u202e\n"}
		for field, bad := range map[string]aid.AttachmentRef{
			"otherwise_kind": {Kind: "painting", Way: "office", On: today},
			"otherwise_way":  {Kind: "rent", Way: "pigeon", On: today},
			"otherwise_on":   {Kind: "rent", Way: "post", On: today.AddDays(1)},
		} {
			_, err := w.desk.HandIn(w.ctx, w.as(w.sara), draft.ID, bad)
			var faults aid.Errors
			if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		for range 2 {
			draft = have(w.desk.HandIn(w.ctx, w.as(w.sara), draft.ID, good))(t)
		}
		list := draft.Content.Attachments
		if len(list) != 1 || list[0].IsFile() || list[0].Name != "Två konton" || list[0].SHA256 != "" || list[0].On != today {
			t.Errorf("the list is %+v", list)
		}
		if err := casework.Complete(draft.Content); code(err) == "apply.statement_missing" {
			t.Error("a statement that was brought to the office does not count")
		}
		changes := casework.Changes(aid.Content{}, draft.Content)
		if n := len(changes); n == 0 || changes[n-1].AfterText != "Två konton "+today.String() {
			t.Errorf("told of as %+v", changes)
		}
	})
}

// One file under a key of its own is taken in once, also when it is sent again after it has been taken away; a list has an end.
func TestX9_OneFileOncePerKey(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.startFiles()
		draft := have(w.desk.BeginDraft(w.ctx, w.as(w.sara), w.single.ID, w.november))(t)
		request := w.as(w.sara)
		once := func() (aid.Draft, error) {
			return w.desk.AttachOnce(w.ctx, request, draft.ID, "receipt", "kvitto.jpg", bytes.NewReader(photo(t, 70)))
		}
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				if _, err := once(); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		draft = have(w.register.Draft(w.ctx, draft.ID))(t)
		if n := len(draft.Content.Attachments); n != 1 {
			t.Fatalf("%d attachments", n)
		}
		draft = have(w.desk.SaveDraft(w.ctx, w.as(w.sara), draft.ID, draft.Version, func(c *aid.Content) error {
			c.Attachments = nil
			return nil
		}))(t)
		if draft = have(once())(t); len(draft.Content.Attachments) != 0 {
			t.Error("a file that was taken away came back")
		}
		for i := range casework.MaxAttachments {
			w.attach(draft.ID, "other", "a.pdf", []byte(pdf+strings.Repeat("%", i+1)))
		}
		before := w.steps()
		_, err := w.desk.Attach(w.ctx, w.as(w.sara), draft.ID, "other", "a.pdf", io.MultiReader(strings.NewReader(pdf), strings.NewReader("one more")))
		if code(err) != "apply.too_many_files" || w.steps() != before {
			t.Errorf("one more than the most: %v", err)
		}
	})
}
