package public

import (
	"embed"
	"net/http"

	"bistand/aid"
	"bistand/web/site"
)

// shots are pictures of the real pages, taken and packed by `make pictures`.
//
//go:embed pictures/*.png
var shots embed.FS

// step is one thing that people do here: words, and for most a picture of the page.
type step struct {
	title, text string // keys
	alt         string // key; empty where there is no picture
	shot        string // name of the picture
}

// howTo is how the service works, from logging in to asking for help. The pages of help and the instructions to print are made
// from it, so that they say the same.
var howTo = []step{
	{"help.login.title", "help.login.text", "help.login.alt", "login"},
	{"help.start.title", "help.start.text", "help.start.alt", "start"},
	{"help.apply.title", "help.apply.text", "help.apply.alt", "apply"},
	{"help.sign.title", "help.sign.text", "help.sign.alt", "sign"},
	{"help.decision.title", "help.decision.text", "help.decision.alt", "decision"},
	{title: "help.appeal.title", text: "help.appeal.text"},
	{title: "help.call.title", text: "help.call.text"},
}

// The size of the pictures as shown, in pixels.
const (
	shotWidth  = 390
	shotHeight = 700
)

// help shows how the service works, and tells what to do when BankID, the network or the service fails.
func help(v *site.Visit) error { return v.Render(helpPage(v, frame(v, v.L.T("help.title")))) }

// shot sends a picture of the help.
func shot(v *site.Visit) error {
	data, err := shots.ReadFile("pictures/" + v.R.PathValue("name"))
	if err != nil {
		return aid.ErrNotFound
	}
	h := v.W.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "public, max-age=86400") // the same for all, and nothing of anyone's
	v.W.WriteHeader(http.StatusOK)
	_, err = v.W.Write(data)
	return err
}

// instructionHref is where the instructions are in the reader's language.
const instructionHref = "/hjalp/instruktion"

// instruction leads to the instructions in the reader's language.
func instruction(v *site.Visit) error { return v.Redirect(instructionHref + "/" + v.L.Code()) }

// instructionIn shows the instructions in a language, whatever the reader's own is: they are printed for others too.
func instructionIn(v *site.Visit) error {
	code := v.R.PathValue("code")
	if !v.Tenant.Offers(code) {
		return aid.ErrNotFound
	}
	v.L = v.Tenant.Language(code)
	page := frame(v, v.L.T("instruction.title"))
	page.Back, page.Print, page.Script = "/hjalp", true, true
	c := v.UI()
	c.Path = instructionHref // another language leads to its own page
	return v.Render(instructionPage(c, v, page))
}
