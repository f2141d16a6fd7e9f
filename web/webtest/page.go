package webtest

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Page is an answer of the server.
type Page struct {
	Visitor *Visitor
	Method  string // that it was asked for by
	Status  int
	Header  http.Header
	URL     *url.URL
	Body    string
}

// Want fails the test unless the page has the status and contains every text, tags left out.
func (p *Page) Want(status int, texts ...string) *Page {
	p.Visitor.T.Helper()
	shown := p.Text()
	if p.Status != status {
		p.Visitor.T.Fatalf("%s: status %d, want %d\n%s", p.URL, p.Status, status, shown)
	}
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			p.Visitor.T.Errorf("%s does not say %q:\n%s", p.URL, text, shown)
		}
	}
	return p
}

// At fails the test unless the page stands at a path.
func (p *Page) At(path string) *Page {
	p.Visitor.T.Helper()
	if p.URL.Path != path {
		p.Visitor.T.Fatalf("arrived at %s (%d), want %s\n%s", p.URL, p.Status, path, p.Text())
	}
	return p
}

// element is a tag of the page, opening or closing, or text.
type element struct {
	name    string
	closing bool
	attrs   map[string]string
	text    string
}

// elements reads the page as a browser would, tags without an end included.
func (p *Page) elements() []element {
	d := xml.NewDecoder(strings.NewReader(p.Body))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var list []element
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			p.Visitor.T.Fatalf("%s is no well-formed page: %v\n%s", p.URL, err, p.Body)
		}
		switch t := token.(type) {
		case xml.StartElement:
			e := element{name: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			list = append(list, e)
		case xml.EndElement:
			list = append(list, element{name: t.Name.Local, closing: true})
		case xml.CharData:
			list = append(list, element{text: string(t)})
		}
	}
}

// Text is what the page says, without its tags, spaces run together.
func (p *Page) Text() string {
	if !strings.Contains(p.Header.Get("Content-Type"), "html") {
		return p.Body
	}
	var b strings.Builder
	for _, e := range p.elements() {
		b.WriteString(e.text)
		if e.name != "" {
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Links lists the addresses of the page's links.
func (p *Page) Links() []string {
	var list []string
	for _, e := range p.elements() {
		if e.name == "a" && !e.closing {
			list = append(list, e.attrs["href"])
		}
	}
	return list
}

// AppLink is the link that opens the app on this device.
func (p *Page) AppLink() string {
	p.Visitor.T.Helper()
	for _, href := range p.Links() {
		if strings.HasPrefix(href, "bankid:") || strings.HasPrefix(href, "https://app.bankid.com/") {
			return href
		}
	}
	p.Visitor.T.Fatalf("%s (%d) has no link to the app:\n%s", p.URL, p.Status, p.Text())
	return ""
}

// file is a file to send.
type file struct {
	field, name string
	content     []byte
}

// Form is a form found on a page, with what it is filled in with.
type Form struct {
	Action string
	Fields url.Values

	page      *Page
	get       bool
	multipart bool
	order     []string // names in the order of the page
	files     []file
}

// Forms lists the page's forms, filled in as the page has them.
func (p *Page) Forms() []*Form {
	var list []*Form
	var form *Form
	byID := map[string]*Form{}
	var area, selected string // the text area or the select that is open
	for _, e := range p.elements() {
		switch {
		case e.name == "form" && !e.closing:
			form = &Form{Action: e.attrs["action"], Fields: url.Values{}, page: p, get: e.attrs["method"] == "get", multipart: e.attrs["enctype"] == "multipart/form-data"}
			list = append(list, form)
			byID[e.attrs["id"]] = form
		case e.name == "form":
			form = nil
		case e.attrs["form"] != "": // it stands elsewhere on the page
			if of := byID[e.attrs["form"]]; of != nil && e.name == "input" && !e.closing {
				of.addInput(e)
			}
		case form == nil:
		case e.name == "textarea":
			area = e.attrs["name"]
			if !e.closing {
				form.add(area, "")
			}
		case e.name == "" && area != "":
			form.Fields.Set(area, form.Fields.Get(area)+e.text)
		case e.name == "select":
			selected = e.attrs["name"]
		case e.name == "option" && !e.closing:
			_, chosen := e.attrs["selected"]
			if _, has := form.Fields[selected]; chosen || !has {
				form.Fields.Del(selected)
				form.add(selected, e.attrs["value"])
			}
		case e.name == "input" && !e.closing:
			form.addInput(e)
		}
	}
	return list
}

func (f *Form) add(name, value string) {
	if !slices.Contains(f.order, name) {
		f.order = append(f.order, name)
	}
	f.Fields.Add(name, value)
}

// addInput takes in what a browser would send of a field that is left as it is.
func (f *Form) addInput(e element) {
	_, checked := e.attrs["checked"]
	kind := e.attrs["type"]
	if kind == "file" || kind == "submit" || (kind == "radio" || kind == "checkbox") && !checked {
		return
	}
	f.add(e.attrs["name"], e.attrs["value"])
}

// Form returns the page's form with an action; an empty one is the first form of the page.
func (p *Page) Form(action string) *Form {
	p.Visitor.T.Helper()
	var actions []string
	for _, f := range p.Forms() {
		if action == "" || f.Action == action {
			return f
		}
		actions = append(actions, f.Action)
	}
	p.Visitor.T.Fatalf("%s (%d) has no form to %q, only %q:\n%s", p.URL, p.Status, action, actions, p.Text())
	return nil
}

// Set fills in a field; several values are several ticked boxes.
func (f *Form) Set(name string, values ...string) *Form {
	f.Fields.Del(name)
	for _, value := range values {
		f.add(name, value)
	}
	return f
}

// Attach chooses a file.
func (f *Form) Attach(field, name string, content []byte) *Form {
	f.files = append(f.files, file{field, name, content})
	return f
}

// Submit sends the form and follows where it leads.
func (f *Form) Submit() *Page {
	f.page.Visitor.T.Helper()
	return f.page.Visitor.follow(f.SubmitOnce())
}

// Press sends the form by one of its named buttons. A hidden field of the same name stands after it.
func (f *Form) Press(name, value string) *Page {
	f.page.Visitor.T.Helper()
	return f.Set(name, append([]string{value}, f.Fields[name]...)...).Submit()
}

// SubmitOnce sends the form and returns the first answer, a redirect too.
func (f *Form) SubmitOnce() *Page {
	v := f.page.Visitor
	v.T.Helper()
	address, err := f.page.URL.Parse(f.Action)
	if err != nil {
		v.T.Fatalf("%s has a form to %q", f.page.URL, f.Action)
	}
	if f.get {
		address.RawQuery = f.Fields.Encode()
		return v.Once(http.MethodGet, address.String(), nil, "")
	}
	body, kind := f.Body()
	return v.Once(http.MethodPost, address.String(), body, kind)
}
