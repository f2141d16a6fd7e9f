package ui

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"bistand/aid"
)

// fieldLabels is what the fields with a fault are called on a page, by their names. A nil one keeps nothing.
type fieldLabels map[string]string

type labelsKey struct{}

// labelsIn is where the fields of the page that is being written leave their labels.
func labelsIn(ctx context.Context) fieldLabels {
	labels, _ := ctx.Value(labelsKey{}).(fieldLabels)
	return labels
}

func (l fieldLabels) add(f Field) {
	if l != nil && l[f.Name] == "" {
		l[f.Name] = f.Label
	}
}

// anyField are the faults whose words are the same for every field.
var anyField = map[string]bool{
	"required": true, "choose": true, "invalid": true, "too_long": true, "amount.format": true, "amount.range": true, "amount.zero": true,
	"amount.negative": true, "date.format": true, "month.format": true, "apply.file_missing": true,
}

// tell is a fault in words that can be told from the others in a list: "Förnamn: Fyll i det här."
func (l fieldLabels) tell(c Ctx, e aid.Error) string {
	label, text := l[e.Field], c.ErrorText(e)
	if label == "" || !anyField[e.Code] {
		return text
	}
	return Labelled(label, text)
}

// Labelled is a text after what it is about: "Boende: Hyresrätt", "Hur bor du? Hyresrätt".
func Labelled(label, text string) string {
	for _, mark := range []string{"?", "؟", "፧"} {
		if strings.HasSuffix(label, mark) {
			return label + " " + text
		}
	}
	return label + ": " + text
}

// faultsFirst writes the summary of what is wrong above the content that it is about. The content is written first, for it
// knows what its fields are called.
func faultsFirst(c Ctx, errs aid.Errors) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		content := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		if len(errs) == 0 {
			return content.Render(ctx, w)
		}
		labels, body := fieldLabels{}, new(bytes.Buffer)
		if err := content.Render(context.WithValue(ctx, labelsKey{}, labels), body); err != nil {
			return err
		}
		if err := errorSummary(c, errs, labels).Render(ctx, w); err != nil {
			return err
		}
		_, err := body.WriteTo(w)
		return err
	})
}
