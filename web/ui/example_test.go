package ui

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"bistand/aid"
	"bistand/lang"
)

// The examples are invented people in an invented municipality; every component appears in at least one of them.

func exampleCtx(l *lang.Lang, all []*lang.Lang) Ctx {
	return Ctx{&Here{L: l, Path: "/ansokningar?ar=2026", Now: time.Date(2026, 11, 27, 8, 30, 0, 0, time.UTC), Site: &Site{
		Municipality: "Exempelby kommun", Phone: "0000-12 34 56", CSS: "app.css", JS: "app.js", UploadJS: "upload.js",
		Languages: all, QuickExit: "https://www.lund.example",
	}}}
}

func exampleNav(c Ctx) []Link {
	return []Link{
		{Text: c.L.T("nav.start"), Href: "/"},
		{Text: c.L.T("nav.applications"), Href: "/ansokningar"},
		{Text: c.L.T("nav.payments"), Href: "/utbetalningar"},
		{Text: c.L.T("nav.decisions"), Href: "/beslut"},
		{Text: c.L.T("nav.documents"), Href: "/dokument"},
		{Text: c.L.T("nav.journal"), Href: "/journalanteckningar", Count: 2},
		{Text: c.L.T("nav.contacts"), Href: "/kontakter"},
	}
}

func examplePage(c Ctx, title string) Page {
	return Page{
		Title: title, Nav: exampleNav(c), Current: "/", User: "Fatima Exempel", LogOut: "/logga-ut",
		Menu: []Link{{Text: c.L.T("nav.profile"), Href: "/profil"}, {Text: c.L.T("nav.logins"), Href: "/inloggningar"}},
	}
}

// sequence renders pieces one after the other.
func sequence(parts ...templ.Component) templ.Component { return templ.Join(parts...) }

// within puts content inside a component that has children.
func within(outer, content templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, content), w)
	})
}

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>"+templ.EscapeString(s)+"</p>")
		return err
	})
}

var (
	exampleDay   = aid.Date{Year: 2026, Month: time.November, Day: 27}
	exampleMonth = aid.Month{Year: 2026, Month: time.November}
	exampleChart = Waterfall{Norm: 1490000, Costs: 1022500, Incomes: 1778000, Result: 734500}
	exampleOver  = Waterfall{ID: "2", Norm: 1490000, Costs: 322500, Incomes: 2298000, Result: -485500}
)

func exampleSteps(c Ctx) []Step {
	return []Step{
		{Word: c.L.T("status.registered"), On: exampleDay.AddDays(-24), State: StepDone},
		{Word: c.L.T("status.decided"), On: exampleDay.AddDays(-18), State: StepNow},
		{Word: c.L.T("status.paid"), On: exampleDay, Expected: true, State: StepNext},
	}
}

// exampleStart is the first signed-in view, with all a full month shows.
func exampleStart(c Ctx) templ.Component {
	todo := ToDo{
		Title: c.L.T("todo.sign", "month", c.L.MonthName(exampleMonth)), Text: c.L.T("todo.sign.text"),
		Due: c.L.N("days.left", 5), Link: Link{Text: c.L.T("todo.sign.do"), Href: "/skriv-under"},
	}
	return within(Layout(c, examplePage(c, c.L.T("nav.start"))), sequence(
		ToDoList(c, []ToDo{todo}),
		within(Grid(), sequence(
			within(Card(c, c.L.T("nav.payments")), sequence(BigMoney(c, 734500), WeekdayDate(c, exampleDay), text(c.L.T("pay.bank_days")))),
			within(Card(c, c.L.T("nav.applications")+": "+c.L.Month(exampleMonth)), sequence(Steps(c, exampleSteps(c)), text(c.L.T("todo.decision.text")))),
			within(Card(c, c.L.T("chart.title")), WaterfallChart(c, exampleChart)),
			within(Card(c, c.L.T("apply.start", "month", c.L.MonthName(exampleMonth.Add(1)))), sequence(
				text(c.L.T("apply.prefilled")),
				ButtonFor(c, Button{Text: c.L.T("apply.start", "month", c.L.MonthName(exampleMonth.Add(1))), Href: "/ansok"}),
			)),
		)),
	))
}

// exampleForm is a form with faults.
func exampleForm(c Ctx) templ.Component {
	p := examplePage(c, c.L.T("line.income"))
	p.Back, p.SessionLeft, p.SessionEnd = "/ansok", 1500, "/utloggad"
	p.Errors = aid.Errors{{Code: "amount.format", Field: "salary"}, {Code: "required", Field: "note"}, {Code: "file.too_big", Field: "file"}}
	p.Lead = c.L.T("apply.prefilled")
	var kinds []Option
	for i, k := range aid.HousingForms {
		kinds = append(kinds, Option{Value: string(k), Label: c.L.T("housing." + string(k)), Chosen: i == 1})
	}
	return within(Layout(c, p), within(FormBox(c, Form{Action: "/ansok/inkomster", Key: "0193", Version: "3", Submit: c.L.T("action.continue"), Files: true, More: []Button{{Text: c.L.T("action.save"), Kind: Secondary, Name: "do", Value: "save"}}}), sequence(
		AmountField(c, Field{Name: "salary", Label: c.L.T("income.salary"), Value: "12o0", Error: c.FieldError(p.Errors, "salary")}),
		AmountField(c, Field{Name: "swish", Label: c.L.T("income.swish"), Hint: c.L.T("apply.swish"), Value: "1 250,50"}),
		TextField(c, Field{Name: "tel", Label: c.L.T("nav.contacts"), Type: "tel", Value: "070-123 45 67", Autocomplete: "tel", Short: true, MaxLength: 20, Optional: true}),
		within(FieldGroup(Few, c.L.T("trial.children"), c.L.T("trial.children_hint")), CountField(c, Field{Name: "n", Label: c.L.T("age.age_3"), Value: "2"})),
		within(FieldGroup(Ledger, "", c.L.T("trial.incomes_hint")), AmountField(c, Field{Name: "pension", Label: c.L.T("income.pension")})),
		DateField(c, Field{Name: "day", Label: c.L.T("nav.payments"), Value: "2026-11-27"}),
		Select(c, Field{Name: "form", Label: c.L.T("expense.housing"), Options: kinds}),
		Radios(c, Field{Name: "how", Label: c.L.T("apply.changed"), Options: kinds[:3]}),
		Checkboxes(c, Field{Name: "what", Label: c.L.T("apply.changed"), Options: []Option{{Value: "a", Label: c.L.T("income.salary"), Hint: c.L.T("apply.swish"), Chosen: true}, {Value: "b", Label: c.L.T("income.pension")}}}),
		Checkbox(c, Field{Name: "sure", Label: c.L.T("apply.no_changes")}),
		TextArea(c, Field{Name: "note", Label: c.L.T("apply.note"), Error: c.FieldError(p.Errors, "note"), MaxLength: 500}),
		FileField(c, Field{Name: "file", Label: c.L.T("apply.attach_file"), Error: c.FieldError(p.Errors, "file"), Accept: "image/*,application/pdf", Multiple: true}),
		UploadLine(c, "/bilagor"),
		within(Fold(c.L.T("apply.handed_title"), true), PaperIcon()),
		within(Buttons(), sequence(
			ButtonFor(c, Button{Text: c.L.T("action.remove"), Kind: Danger, Name: "do", Value: "remove"}),
			ButtonFor(c, Button{Text: c.L.T("action.cancel"), Kind: LinkLike, Href: "/"}),
		)),
	)))
}

// exampleParts is every remaining piece.
func exampleParts(c Ctx) templ.Component {
	p := examplePage(c, c.L.T("apply.check"))
	p.Print, p.Current = true, "/ansokningar"
	p.Flash = []Notice{{Tone: Success, Text: c.L.T("apply.receipt", "number", "EB-2026-0417")}}
	person, _ := aid.ParsePersonnummer("198001019804")
	table := Table{
		Caption: c.L.T("nav.payments"), Stack: true,
		Columns: []Column{{Label: c.L.T("nav.payments")}, {Label: c.L.T("line.cost"), Numeric: true}, {Label: c.L.T("nav.decisions")}},
		Rows: []TableRow{
			{Cells: []Cell{LinkCell(c.L.Date(exampleDay), "/utbetalningar/1"), MoneyCell(c, 734500), ContentCell(PaymentTag(c, aid.Approved))}},
			{Cells: []Cell{DateCell(c, exampleDay.AddDays(-30)), MoneyCell(c, 38450), ContentCell(PaymentTag(c, aid.PaidOut))}, Marked: true},
			{Cells: []Cell{TextCell(c.L.T("chart.result")), MoneyCell(c, 772950), TextCell("")}, Total: true},
		},
	}
	return within(Layout(c, p), sequence(
		OrderBox(c, OrderView{Address: "/logga-in/1", App: "bankid:///?autostarttoken=1", Text: c.L.T("bankid.rfa13")}),
		OrderBox(c, OrderView{Failed: true, Text: c.L.T("bankid.rfa6"), Again: "/logga-in"}),
		NoticeBox(c, Notice{Tone: Info, Title: c.L.T("sign.changed_title"), Text: c.L.T("sign.changed_text"), Link: Link{Text: c.L.T("todo.sign.do"), Href: "/skriv-under"}}),
		NoticeBox(c, Notice{Tone: Warning, Title: c.L.T("apply.changed"), Text: c.L.T("sign.wrong_repay")}),
		NoticeBox(c, Notice{Tone: Fault, Title: c.L.T("fault.server.title"), Text: c.L.T("fault.server.text")}),
		within(Card(c, c.L.T("apply.start", "month", c.L.MonthName(exampleMonth.Add(1)))), TaskList(c, []Task{
			{Text: c.L.T("line.personal"), Href: "/ansok/hushall", State: TaskDone},
			{Text: c.L.T("expense.housing"), Href: "/ansok/boende", State: TaskCheck, Hint: c.L.T("apply.prefilled")},
			{Text: c.L.T("line.income"), Href: "/ansok/inkomster", State: TaskLeft},
		})),
		text(""),
		within(Card(c, c.L.T("apply.check")), SummaryList(c, []Row{
			{Term: c.L.T("expense.housing"), Content: Money(c, 845000), Change: "/ansok/boende", Changed: true},
			{Term: c.L.T("income.salary"), Content: MoneyExact(c, 682000), Change: "/ansok/inkomster"},
			{Term: c.L.T("role.caseworker"), Value: "Ingrid Andersson"},
		})),
		text(""),
		DataTable(c, table),
		DataTable(c, Table{Caption: c.L.T("nav.documents"), Empty: c.L.T("home.nothing")}),
		Pager(c, Pages{Newer: "/a?efter=1", Older: "/a?fore=2"}),
		within(Grid(), sequence(
			within(Card(c, c.L.T("nav.contacts")), Facts(c, []Row{
				{Term: c.L.T("role.caseworker"), Content: Phone(c, "0000-12 34 56")},
				{Term: c.L.T("nav.profile"), Content: Email(c, "fatima@example.se")},
				{Term: c.L.T("case.income_support"), Content: CaseNumber(c, "EB-2026-0417")},
				{Term: c.L.T("part.applicant"), Content: Personnummer(c, person)},
				{Term: c.L.T("part.co_applicant"), Content: FullPersonnummer(c, person)},
				{Term: c.L.T("nav.decisions"), Content: sequence(Date(c, exampleDay), text(""), Hours(c, "Vardagar 9–10"), ShortDate(c, exampleDay), text(""), Month(c, exampleMonth))},
				{Term: c.L.T("nav.journal"), Content: DateTime(c, time.Date(2026, 11, 27, 14, 5, 0, 0, time.UTC))},
				{Term: c.L.T("part.applicant"), Content: Isolated("Fatima Exempel")},
				{Term: c.L.T("reason.norm"), Content: Swedish(c, "12 kap. 1 § socialtjänstlagen (2025:400)")},
			})),
			within(Card(c, c.L.T("chart.title")), sequence(WaterfallChart(c, exampleOver), Paragraphs(c, "Ett.\n\nTvå."))),
			within(Card(c, c.L.T("nav.decisions")), sequence(
				OutcomeTag(c, aid.Granted), OutcomeTag(c, aid.PartlyGranted), OutcomeTag(c, aid.Refused),
				StatusTag(c, aid.Registered), StatusTag(c, aid.Decided), StatusTag(c, aid.Paid), StatusTag(c, aid.AwaitSignature),
				StatusTag(c, aid.RefusedToSign), StatusTag(c, aid.Voided), PaymentTag(c, aid.RejectedByBank), AppealTag(c, aid.AppealSent), Tag(c, Fault, c.L.T("apply.not_stated")),
			)),
		)),
		ToDoList(c, nil),
	))
}

// exampleLogin is the page of a log-in on another device, and the list of languages.
func exampleLogin(c Ctx) templ.Component {
	p := Page{Title: c.L.T("action.log_in"), Login: "/logga-in", Back: "/", Script: true, NoJSWait: 1, NoJSNext: "/logga-in/vanta"}
	return within(Layout(c, p), sequence(
		within(Card(c, ""), sequence(QR(c, "qr.svg"), Waiting(c, c.L.T("login.same_device"), "/logga-in/lage"))),
		text(c.L.T("language.choose")), LanguagePicker(c), PrintButton(c),
	))
}

// exampleFault is the error page.
func exampleFault(c Ctx) templ.Component {
	return within(Layout(c, Page{Title: c.L.T("fault.server.title"), Fault: true}), ErrorBody(c, c.L.T("fault.server.text"), "7F3A-22", Link{Text: c.L.T("action.to_start"), Href: "/"}))
}

// exampleDesk is the caseworker's calculation.
func exampleDesk(c Ctx) templ.Component {
	p := Page{
		Title: c.L.T("chart.title") + ": " + c.L.Month(exampleMonth) + " · Fatima Exempel", User: "Ingrid Andersson", LogOut: "/logga-ut",
		Nav: []Link{{Text: c.L.T("nav.start"), Href: "/handlaggning", Count: 23}, {Text: c.L.T("nav.journal"), Href: "/m"}}, Current: "/handlaggning",
		Crumbs: []Link{Crumb(c.L.T("nav.start"), "/handlaggning"), Crumb("EB-2026-0417", "/arende"), Crumb(c.L.T("chart.title"), "")},
	}
	row := func(key string, before, now aid.Ore, note string, marked bool) TableRow {
		in := AmountField(c, Field{Name: key, Label: c.L.T(key), HideLabel: true, Value: c.L.Number(int(now / 100))})
		return TableRow{Marked: marked, Cells: []Cell{TextCell(c.L.T(key)), MoneyCell(c, before), ContentCell(in), TextCell(note)}}
	}
	table := Table{
		Caption: c.L.T("chart.title"), HideCaption: true,
		Columns: []Column{{Label: c.L.T("line.cost")}, {Label: c.L.MonthName(exampleMonth.Add(-1)), Numeric: true}, {Label: c.L.MonthName(exampleMonth), Numeric: true}, {Label: c.L.T("calculation.source")}},
		Rows: []TableRow{
			row("expense.housing", 830000, 845000, "Riksnorm 2026", false), row("expense.electricity", 58000, 64000, "SSBTEK", true),
			row("income.salary", 640000, 682000, "SSBTEK", true), row("income.child_benefit", 265000, 265000, "SSBTEK", false),
		},
	}
	return within(StaffLayout(c, p), sequence(
		NoticeBox(c, Notice{Tone: Warning, Title: c.L.T("apply.differs"), Text: c.L.T("apply.changed")}),
		within(Split(), sequence(
			within(Main(), DataTable(c, table)),
			within(Panel(c, c.L.T("chart.result")), sequence(BigMoney(c, 720000), WaterfallChart(c, exampleChart), within(Buttons(), sequence(
				ButtonFor(c, Button{Text: c.L.T("action.continue"), Href: "/b"}), ButtonFor(c, Button{Text: c.L.T("action.save"), Kind: Secondary, Href: "/s"}),
			)))),
		)),
	))
}

// examples are the example pages by name.
func examples(c Ctx) map[string]templ.Component {
	return map[string]templ.Component{
		"start": exampleStart(c), "form": exampleForm(c), "parts": exampleParts(c), "login": exampleLogin(c),
		"fault": exampleFault(c), "desk": exampleDesk(c),
	}
}
