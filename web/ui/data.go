package ui

import (
	"github.com/a-h/templ"

	"bistand/aid"
)

// Tone says how a notice or a tag is meant. Each tone has its own icon, so that colour never carries it alone.
type Tone string

// The tones.
const (
	Info    Tone = "info"
	Success Tone = "ok"
	Warning Tone = "warn"
	Fault   Tone = "bad"
	Neutral Tone = "plain"
)

// Notice is a message in a box.
type Notice struct {
	Tone  Tone
	Title string
	Text  string
	Items []string // one line each
	Link  Link     // optional
}

// ToDo is one thing the person must do.
type ToDo struct {
	Title string
	Text  string   // what and why, in a sentence
	Due   string   // "Senast 20 november 2026 (5 dagar kvar)"
	Last  aid.Date // the last day on which it can be done in time, to be ordered by; no day where there is none
	Link  Link     // where it is done
}

// Button says what a button looks like and does. With Href it is a link, else it submits its form.
type Button struct {
	Text  string
	Href  string
	Kind  ButtonKind
	Name  string // of a submit button that says which of several was pressed
	Value string
}

// ButtonKind is the look of a button; a page has at most one Primary.
type ButtonKind string

// The kinds of button.
const (
	Primary   ButtonKind = ""
	Secondary ButtonKind = "second"
	Danger    ButtonKind = "danger"
	LinkLike  ButtonKind = "textlike"
)

// Form is a form that works as a plain POST.
type Form struct {
	ID      string // for buttons that stand elsewhere on the page
	Action  string
	Key     string   // idempotency key, sent as "nyckel"
	Version string   // version of what is edited, sent as "version"; empty leaves it out
	Submit  string   // words on the primary button; empty leaves it out
	More    []Button // further buttons beside the primary one
	Files   bool     // carries files
	Get     bool     // a search form: GET, no key
}

// Field is one field of a form. Error is the words beside it, from Ctx.FieldError.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Error        string
	Value        string
	Type         string // of a text field: "text" when empty, "tel", "email", "search", "date" …
	Optional     bool   // says so beside the label
	Autocomplete string
	MaxLength    int
	Short        bool   // a narrow field
	Rows         int    // of a text area; 0 = 5
	Accept       string // of a file field: media types
	Multiple     bool   // of a file field
	Options      []Option
	HideLabel    bool // the label is read out but not shown, as in a table of fields
}

// FieldSet is how a FieldGroup sets its fields.
type FieldSet string

// The ways to set fields: amounts with each label beside its field, as in a ledger; or a few characters wide, side by side.
const (
	Ledger FieldSet = "ledger"
	Few    FieldSet = "few"
)

// Option is one choice of a select, of radio buttons or of tick boxes.
type Option struct {
	Value, Label, Hint string
	Chosen             bool
}

// Task is one row of a task list.
type Task struct {
	Text, Href, Hint string
	State            TaskState
}

// TaskState says how far a task has come.
type TaskState string

// The states of a task.
const (
	TaskDone  TaskState = "done"  // Klar
	TaskLeft  TaskState = "left"  // Kvar
	TaskCheck TaskState = "check" // Kontrollera: filled in from last month
)

// Row is one row of a summary or definition list: a term and its value. Content takes the place of Value when set.
type Row struct {
	Term    string
	Value   string
	Content templ.Component
	Change  string // address of "Ändra"; empty leaves it out
	Changed bool   // differs from last month
}

// Step is one step of an application: Registrerad, Beslutad, Utbetald.
type Step struct {
	Word     string
	On       aid.Date // no day = not known
	Expected bool     // the day is a forecast
	Usual    int      // days that the step usually takes, which the forecast rests on; 0 where it rests on a promise, or they are none
	State    StepState
}

// StepState says whether a step has been taken.
type StepState string

// The states of a step. StepNow is the one the application stands at.
const (
	StepDone StepState = "done"
	StepNow  StepState = "now"
	StepNext StepState = "next"
)

// Column is the head of a table's column.
type Column struct {
	Label   string
	Numeric bool // amounts and counts: set to the end of the cell
}

// Cell is one cell of a table: Content, or Text, as a link where Href is set.
type Cell struct {
	Text    string
	Href    string
	Content templ.Component
}

// TableRow is one row of a table. Marked rows want a look and say so by Note, not by colour alone.
type TableRow struct {
	Cells  []Cell
	Marked bool
	Total  bool
}

// Table is a table of data. Its first column heads each row.
type Table struct {
	Caption     string // names the table and the region that scrolls
	HideCaption bool
	Columns     []Column
	Rows        []TableRow
	Body        templ.Component // takes the place of Rows where the page writes its rows itself, each by TableLine
	Empty       string          // said instead of an empty table
	Stack       bool            // on narrow screens each row becomes a small card

	of string // what the table is of: the end of the region's name
}

// In is the table with a name that also says what it is of, on a page that has several alike.
func (t Table) In(whole string) Table {
	t.of = ", " + whole
	return t
}

// Waterfall is a calculation as a picture: the norm, plus costs, less incomes, gives the result. The amounts are those
// of an aid.Calculation; Costs includes other needs. ID tells several pictures on one page apart.
type Waterfall struct {
	ID                           string
	Norm, Costs, Incomes, Result aid.Ore
	ResultLabel                  string // words for a positive result; empty = "Underskott"
	Unapproved                   bool   // the words speak of costs, not of approved ones
}

// OrderView is how a log-in or a signature with the app is getting on.
type OrderView struct {
	Address string // of the order's page; its picture, its state and its cancelling lie below it
	Query   string // kept behind the address of the state: "?retur=…"
	Text    string // what to do now, or what went wrong
	App     string // link that opens the app on this device; empty shows the code to scan
	Failed  bool
	Again   string // where to begin anew
}

// Pages leads through a long list, page by page by key.
type Pages struct {
	Newer, Older string // addresses; empty where there is none
}

// TextCell is a cell with words.
func TextCell(text string) Cell { return Cell{Text: text} }

// LinkCell is a cell with a link.
func LinkCell(text, href string) Cell { return Cell{Text: text, Href: href} }

// MoneyCell is a cell with an amount.
func MoneyCell(c Ctx, o aid.Ore) Cell { return Cell{Content: Money(c, o)} }

// DateCell is a cell with a day in full.
func DateCell(c Ctx, d aid.Date) Cell { return Cell{Content: Date(c, d)} }

// ContentCell is a cell with any piece in it.
func ContentCell(content templ.Component) Cell { return Cell{Content: content} }

// Crumb is a step of the way to a staff page.
func Crumb(text, href string) Link { return Link{Text: text, Href: href} }
