package loopback

import (
	"bytes"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	soapNamespace = "http://schemas.xmlsoap.org/soap/envelope/"
	maxRequest    = 1 << 20 // bytes
)

// Element is any element of a request.
type Element struct {
	Name  xml.Name
	Attrs []xml.Attr
	Text  string
	Kids  []*Element
}

// parseXML reads a document. A document type is refused, as SOAP does.
func parseXML(r io.Reader) (*Element, error) {
	decoder := xml.NewDecoder(r)
	top := &Element{}
	stack := []*Element{top}
	for {
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && len(stack) == 1 && len(top.Kids) == 1:
			return top.Kids[0], nil
		case err != nil:
			return nil, errors.New("no well-formed XML")
		}
		last := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.Directive:
			return nil, errors.New("a document type")
		case xml.StartElement:
			e := &Element{Name: t.Name, Attrs: slices.Clone(t.Attr)}
			last.Kids = append(last.Kids, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			last.Text += string(t)
		}
	}
}

// At returns the first element down a path of local names, or an empty one.
func (e *Element) At(path ...string) *Element {
	for _, name := range path {
		i := slices.IndexFunc(e.Kids, func(k *Element) bool { return k.Name.Local == name })
		if i < 0 {
			return &Element{}
		}
		e = e.Kids[i]
	}
	return e
}

// Value is the text of an element without the space around it, as xsd:token has it.
func (e *Element) Value() string { return strings.TrimSpace(e.Text) }

// Attr is an attribute without a namespace.
func (e *Element) Attr(name string) (string, bool) {
	for _, a := range e.Attrs {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

// ReadSOAP returns the one element in the body of a request of SOAP 1.1 without an action. Where there is none it answers, what breaks the
// protocol of SOAP by refuse, and returns nil.
func ReadSOAP(w http.ResponseWriter, r *http.Request, refuse func(why string)) *Element {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || kind != "text/xml" {
		http.Error(w, "SOAP 1.1 only", http.StatusMethodNotAllowed)
		return nil
	}
	if action := r.Header.Values("SOAPAction"); len(action) != 1 || strings.Trim(action[0], `"`) != "" {
		refuse("SOAPAction")
		return nil
	}
	top, err := parseXML(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		refuse(err.Error())
		return nil
	}
	body := top.At("Body")
	if top.Name != (xml.Name{Space: soapNamespace, Local: "Envelope"}) || len(body.Kids) != 1 {
		refuse("Envelope")
		return nil
	}
	return body.Kids[0]
}

// Tag writes an element: its name with any attributes, and what stands in it as XML.
func Tag(start string, inner ...string) string {
	end, _, _ := strings.Cut(start, " ")
	return "<" + start + ">" + strings.Join(inner, "") + "</" + end + ">"
}

// TextTag writes an element with a text.
func TextTag(start, text string) string { return Tag(start, Escape(text)) }

// Escape writes a text as it stands in XML.
func Escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // writing to a buffer does not fail
	return b.String()
}

// AnswerSOAP writes an envelope.
func AnswerSOAP(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, xml.Header+Tag(`soap:Envelope xmlns:soap="`+soapNamespace+`"`, Tag("soap:Body", body)))
}

// AnswerFault writes a fault, the "Client"'s or the "Server"'s, with a detail as XML.
func AnswerFault(w http.ResponseWriter, whose, message, detail string) {
	AnswerSOAP(w, http.StatusInternalServerError, Tag("soap:Fault",
		TextTag("faultcode", "soap:"+whose), TextTag("faultstring", message), Tag("detail", detail)))
}

// Post sends a request to a SOAP service as it is, on the connection's own terms, and returns the status and the text of what comes: for trying
// a simulator without the client that it is made for. Change, where given, alters the request first.
func Post(how *tls.Config, to, body string, change func(*http.Request)) (status int, text string, err error) {
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{TLSClientConfig: how, DisableKeepAlives: true}}
	request, err := http.NewRequest(http.MethodPost, to, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `""`)
	if change != nil {
		change(request)
	}
	answer, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(raw), err
}
