package journey_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// stepTime is the longest that one step in the browser may take.
const stepTime = 20 * time.Second

// startBrowser starts Chromium with a folder of its own. Nothing in it may reach further than this machine.
func startBrowser(folder string) (end func(), err error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(folder),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "sv"), chromedp.Flag("accept-lang", "sv"), chromedp.Flag("hide-scrollbars", true))
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, endBrowser := chromedp.NewContext(allocator)
	if err := chromedp.Do(ctx); err != nil {
		endAllocator()
		return nil, err
	}
	browser = ctx
	return func() { endBrowser(); endAllocator() }, nil
}

// window is one person's browser: a context of its own with its own cookies, as on a machine of its own.
type window struct {
	t        *testing.T
	ctx      context.Context
	demo     demo
	who      string
	width    int
	scripts  bool
	keys     bool   // whoever sits there has no pointer
	language string // of the pages, as chosen last
	album    *album
}

// Widths of the windows, in pixels: a phone, and a desk.
const (
	phoneWidth = 390
	deskWidth  = 1280
)

// open opens a person's window.
func (r *journey) open(t *testing.T, who string, width int) *window {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	w := &window{t: t, ctx: ctx, demo: r.demo, who: who, width: width, scripts: r.scripts, language: "sv", album: r.album}
	if err := chromedp.Do(ctx); err != nil { // a window lives as long as the context that it is opened with
		t.Fatalf("open a window: %v", err)
	}
	if !r.scripts {
		call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	}
	w.resize(width)
	t.Cleanup(func() {
		if t.Failed() {
			w.shoot("failed-" + who)
		}
	})
	return w
}

// step runs one action within stepTime; the test ends where it fails.
func step[T any](w *window, what string, action chromedp.Action[T]) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, stepTime)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		w.t.Fatalf("%s, %s at %s: %v\n%s", w.who, what, w.whereabouts(), err, w.text())
	}
	return value
}

func (w *window) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	step(w, what, chromedp.Steps(actions...))
}

// eval reads something off the page. A page that is just being replaced is read again.
func eval[T any](w *window, expression string) T {
	w.t.Helper()
	for try := 0; ; try++ {
		ctx, cancel := context.WithTimeout(w.ctx, stepTime)
		value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
		cancel()
		if err == nil {
			return value
		}
		if try == 5 {
			w.t.Fatalf("%s, read the page: %v", w.who, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// whereabouts is the page's address, for messages.
func (w *window) whereabouts() string {
	ctx, cancel := context.WithTimeout(w.ctx, time.Second)
	defer cancel()
	address, _ := chromedp.Run(ctx, chromedp.Location())
	return address
}

// text is what the page says, with hard spaces as plain ones.
func (w *window) text() string {
	ctx, cancel := context.WithTimeout(w.ctx, 2*time.Second)
	defer cancel()
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	return strings.Join(strings.Fields(text), " ")
}

// path is the path of the page's address.
func (w *window) path() string {
	path := strings.TrimPrefix(w.whereabouts(), w.demo.lund)
	path, _, _ = strings.Cut(path, "#")
	path, _, _ = strings.Cut(path, "?")
	return path
}

// visit types an address of the municipality; the page must be there.
func (w *window) visit(path string) {
	w.t.Helper()
	w.arrived("visit "+path, step(w, "visit "+path, chromedp.NavigateResponse(w.demo.lund+path)), 200)
}

// press clicks what the selector finds first and waits for the next page, which must have the status: 200 where none is named.
func (w *window) press(selector string, status ...int64) {
	w.t.Helper()
	if !w.has(selector) {
		w.t.Fatalf("%s finds no %s at %s:\n%s", w.who, selector, w.whereabouts(), w.text())
	}
	if w.keys {
		w.enterAt(selector, status...)
		return
	}
	action := chromedp.Action[*network.Response](func(ctx context.Context, t *chromedp.Target) (*network.Response, error) {
		return chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeReady))
	})
	w.arrived("press "+selector, step(w, "press "+selector, action), append(status, 200)[0])
}

// arrived fails the test unless the page came with the status.
func (w *window) arrived(what string, answer *network.Response, status int64) {
	w.t.Helper()
	if answer != nil && answer.Status != status {
		w.t.Fatalf("%s, %s: %s answered %d, want %d\n%s", w.who, what, answer.URL, answer.Status, status, w.text())
	}
}

// has tells whether the page has something that the selector finds.
func (w *window) has(selector string) bool {
	w.t.Helper()
	return eval[bool](w, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
}

// fill types into a field, in place of what stands there.
func (w *window) fill(selector, text string) {
	w.t.Helper()
	if w.keys {
		w.typeInto(selector, text)
		return
	}
	if !eval[bool](w, fmt.Sprintf(`(e => { e?.focus(); e?.select?.(); return e !== null && document.activeElement === e })(document.querySelector(%q))`, selector)) {
		w.t.Fatalf("%s cannot type into %s at %s:\n%s", w.who, selector, w.whereabouts(), w.text())
	}
	call(w, input.InsertText, input.InsertTextParams{Text: text})
	if got := eval[string](w, fmt.Sprintf(`document.querySelector(%q).value`, selector)); strings.TrimSpace(got) != strings.TrimSpace(text) {
		w.t.Fatalf("%s typed %q into %s, which holds %q", w.who, text, selector, got)
	}
}

// holds fails the test unless a field holds a value.
func (w *window) holds(selector, value string) {
	w.t.Helper()
	if got := eval[string](w, fmt.Sprintf(`document.querySelector(%q).value`, selector)); got != value {
		w.t.Fatalf("%s holds %q at %s, want %q", selector, got, w.whereabouts(), value)
	}
}

// choose sets a select, or a field that is not typed into, to a value.
func (w *window) choose(selector, value string) {
	w.t.Helper()
	if w.keys {
		w.step(selector, value)
		return
	}
	w.do("choose "+value, chromedp.SetValue(chromedp.CSS(selector), value, chromedp.NodeReady))
	if got := eval[string](w, fmt.Sprintf(`document.querySelector(%q).value`, selector)); got != value {
		w.t.Fatalf("%s chose %q in %s, which holds %q", w.who, value, selector, got)
	}
}

// tick ticks a box or a radio button by its label, as a finger does.
func (w *window) tick(selector string) {
	w.t.Helper()
	if eval[bool](w, fmt.Sprintf(`document.querySelector(%q).checked`, selector)) {
		return
	}
	if w.keys {
		w.space(selector)
		return
	}
	id := eval[string](w, fmt.Sprintf(`document.querySelector(%q).id`, selector))
	w.do("tick "+selector, chromedp.Click(chromedp.CSS(`label[for="`+id+`"]`), chromedp.NodeReady))
	if !eval[bool](w, fmt.Sprintf(`document.querySelector(%q).checked`, selector)) {
		w.t.Fatalf("%s could not tick %s at %s", w.who, selector, w.whereabouts())
	}
}

// says fails the test unless the page says all of this.
func (w *window) says(texts ...string) {
	w.t.Helper()
	shown := w.text()
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			w.t.Errorf("%s at %s does not read %q:\n%s", w.who, w.whereabouts(), text, shown)
		}
	}
}

// silent fails the test if the page says any of this.
func (w *window) silent(texts ...string) {
	w.t.Helper()
	shown := w.text()
	for _, text := range texts {
		if strings.Contains(shown, text) {
			w.t.Errorf("%s at %s reads %q:\n%s", w.who, w.whereabouts(), text, shown)
		}
	}
}

// at fails the test unless the page's path is as the pattern says.
func (w *window) at(pattern string) {
	w.t.Helper()
	if path := w.path(); !regexp.MustCompile("^" + pattern + "$").MatchString(path) {
		w.t.Fatalf("%s is at %s, want %s:\n%s", w.who, path, pattern, w.text())
	}
}

// awaitAt waits until the page moves on by itself to a path that is as the pattern says.
func (w *window) awaitAt(pattern string) {
	w.t.Helper()
	wanted := regexp.MustCompile("^" + pattern + "$")
	for deadline := time.Now().Add(stepTime); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if wanted.MatchString(w.path()) && eval[string](w, `document.readyState`) == "complete" {
			return
		}
	}
	w.at(pattern)
}

// resize makes the window as wide as this.
func (w *window) resize(width int) {
	w.t.Helper()
	call(w, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64(width), Height: 844, DeviceScaleFactor: 1})
}

// call sends one command to the browser.
func call[P, R any](w *window, command cdp.Command[P, R], params P) R {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, stepTime)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		w.t.Fatalf("%s, %s: %v", w.who, command.Method, err)
	}
	return result
}

// picture is the whole page as the window shows it.
func (w *window) picture() []byte {
	ctx, cancel := context.WithTimeout(w.ctx, stepTime)
	defer cancel()
	beyond := true
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond, OptimizeForSpeed: &beyond})
	if err != nil {
		w.t.Errorf("%s, take a picture: %v", w.who, err)
	}
	return shot.Data
}

// album is the folder that a journey's pictures are kept in, numbered in the order in which they are taken.
type album struct {
	folder string
	taken  int
}

// openAlbum empties the folder of a journey's pictures.
func openAlbum(t *testing.T, name string) *album {
	t.Helper()
	root := os.Getenv("BISTAND_JOURNEY")
	if root == "" {
		root = filepath.Join("..", "build", "journey")
	}
	a := &album{folder: filepath.Join(root, name)}
	if err := os.RemoveAll(a.folder); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(a.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return a
}

// shoot keeps a picture of the page.
func (w *window) shoot(name string) {
	w.t.Helper()
	w.album.taken++
	file := filepath.Join(w.album.folder, fmt.Sprintf("%02d-%s.png", w.album.taken, name))
	if err := os.WriteFile(file, w.picture(), 0o644); err != nil {
		w.t.Error(err)
	}
}
