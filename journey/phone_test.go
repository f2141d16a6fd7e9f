package journey_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// Who can log in, by the twelve digits that the demonstration prints.
const (
	fatima = "198503149802"
	amir   = "198306229819"
	karin  = "197909119849"
	ann    = "197008129947"
	evert  = "198604279953"
)

// logIn logs a person in with the app on the same device.
func (w *window) logIn(person string) {
	w.t.Helper()
	w.visit("/logga-in")
	w.press(`button[name=enhet][value=denna]`)
	w.at(`/logga-in/[0-9a-f-]+`)
	w.approve(w.startToken(), person)
	w.awaitAt(`/start`)
}

// startToken is what the link that opens the app carries to it.
func (w *window) startToken() string {
	w.t.Helper()
	link := eval[string](w, `document.querySelector('a[href*="autostarttoken="]')?.href ?? ''`)
	address, err := url.Parse(link)
	if err != nil || address.Query().Get("autostarttoken") == "" {
		w.t.Fatalf("%s finds no link that opens the app at %s: %q\n%s", w.who, w.whereabouts(), link, w.text())
	}
	return address.Query().Get("autostarttoken")
}

// scan reads the QR code off the screen, as the camera of a phone does.
func (w *window) scan() string {
	w.t.Helper()
	var problem error
	for range 10 { // a new picture may just be on its way
		var picture image.Image
		var bits *gozxing.BinaryBitmap
		var result *gozxing.Result
		if picture, problem = png.Decode(bytes.NewReader(w.picture())); problem != nil {
			continue
		}
		if bits, problem = gozxing.NewBinaryBitmapFromImage(picture); problem != nil {
			continue
		}
		if result, problem = qrcode.NewQRCodeReader().Decode(bits, nil); problem == nil {
			return result.GetText()
		}
		time.Sleep(200 * time.Millisecond)
	}
	w.t.Fatalf("%s could not read the QR code at %s: %v", w.who, w.whereabouts(), problem)
	return ""
}

// approve is what a person does in the app on the phone: it takes up the order by a code, and approves.
func (w *window) approve(code, person string) {
	w.t.Helper()
	answer, err := http.PostForm(w.demo.phone, url.Values{"code": {code}, "person": {person}, "action": {"approve"}})
	if err != nil {
		w.t.Fatalf("%s uses the phone: %v", w.who, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), "Klart") {
		w.t.Fatalf("%s approves in the app: %s %v\n%s", w.who, answer.Status, err, body)
	}
}
