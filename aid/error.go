package aid

import (
	"errors"
	"strings"
)

// Error (fel) is a fault that a person can mend: a stable code that names the text to show ("error." + Code in lang/),
// the field of the form it belongs to, and arguments for the text.
type Error struct {
	Code  string
	Field string
	Args  map[string]string
}

// Error implements error.
func (e Error) Error() string {
	if e.Field == "" {
		return e.Code
	}
	return e.Field + ": " + e.Code
}

// At returns the same fault, placed at a field of a form.
func (e Error) At(field string) Error { e.Field = field; return e }

// Errors (fel, flera) is every fault found in one form, in the order of its fields.
type Errors []Error

// Error implements error.
func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "; ")
}

// Or returns the faults as an error, or nil where there are none.
func (es Errors) Or() error {
	if len(es) == 0 {
		return nil
	}
	return es
}

// Add appends err, placed at field, when it is an Error; any other non-nil error is appended as "invalid".
func (es *Errors) Add(field string, err error) {
	if err == nil {
		return
	}
	var e Error
	if !errors.As(err, &e) {
		e = Error{Code: "invalid"}
	}
	*es = append(*es, e.At(field))
}

// What every layer answers for the common outcomes that are no fault of the program's.
var (
	ErrNotFound  = errors.New("not found")
	ErrForbidden = errors.New("not allowed")
	ErrConflict  = errors.New("changed by someone else")
)
