package rules

import (
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// spoilt is a slip of the pen: a file in which one piece of text is another, and how the fault begins that tells of it.
type spoilt struct{ file, old, new, want string }

// refused sees to it that a slip is refused by Load and told of by Check, with file, line and key.
func (s spoilt) refused(t *testing.T) {
	files := folder(t)
	maps.DeleteFunc(files, func(name string, _ *fstest.MapFile) bool { // enough to be rules, and for a table to have neighbours
		return path.Dir(name) == "riksnorm" && !slices.Contains([]string{"2014.toml", "2015.toml", "2016.toml", "2026.toml"}, path.Base(name))
	})
	data := string(files[s.file].Data)
	if !strings.Contains(data, s.old) {
		t.Fatalf("%s does not hold %q", s.file, s.old)
	}
	files[s.file].Data = []byte(strings.Replace(data, s.old, s.new, 1))
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), s.want) {
		t.Errorf("Load: got\n%v\nwant %s", err, s.want)
	}
	if got := Check(files).Error(); !strings.Contains(got, s.want) {
		t.Errorf("Check: got\n%s\nwant %s", got, s.want)
	}
}

func TestSpoiltFilesRefuseToLoad(t *testing.T) {
	const norm, guide = "riksnorm/2015.toml", "guidelines/1284-hoganas.toml"
	for name, s := range map[string]spoilt{
		"misspelt cell":       {norm, "age_7_10 ", "age_7_11 ", norm + ":32: personal.child.age_7_10: missing"},
		"unknown cell":        {norm, "age_7_10 ", "age_7_11 ", norm + ":37: personal.child.age_7_11: unknown key"},
		"no amount":           {norm, "kr = 5320, ", "", norm + ":29: personal.couple.kr: want 1 to 100000"},
		"an amount too many":  {norm, "kr = 5320,", "kr = 532000,", norm + ":29: personal.couple.kr: want 1 to 100000"},
		"unknown state":       {norm, `2410, state = "sourced"`, `2410, state = "certain"`, norm + ":37: personal.child.age_7_10.state: unknown state"},
		"no source":           {norm, `size_1 = { kr = 930, state = "sourced", by = ["sos2015"] }`, `size_1 = { kr = 930, state = "sourced" }`, "common.size_1.by: a sourced figure names its source"},
		"unknown source":      {norm, `by = ["sos2015"] }`, `by = ["sos2051"] }`, `common.size_1.by: no source has the id "sos2051"`},
		"computed by nothing": {norm, `{ kr = 930, state = "sourced", by = ["sos2015"] }`, `{ kr = 930, state = "computed" }`, "common.size_1.rule: a computed figure names its rule"},
		"missing with amount": {norm, `{ kr = 930, state = "sourced", by = ["sos2015"] }`, `{ kr = 930, state = "missing" }`, "common.size_1.state: a missing figure"},
		"falling with size":   {norm, "kr = 1040", "kr = 920", "common.size_2.kr: 920 is lower than 930"},
		"confirmed by file":   {norm, `1730, state = "sourced"`, `1730, state = "confirmed"`, norm + ":35: personal.child.age_3.state: unknown state"},
		"lunch for more":      {norm, "kr = 1550", "kr = 1730", norm + ":46: personal.child_lunch_out.age_3.kr: 1730 is not lower than 1730 with lunch at home"},
		"misprint is right":   {norm, "printed = 910", "printed = 930", "misprint[1].printed: 930 is the figure in force"},
		"misprint of nothing": {norm, `cell = "common.size_1"`, `cell = "common.size_8"`, "misprint[1].cell: no cell"},
		"printed total":       {"riksnorm/2026.toml", "kr = 8510", "kr = 8500", "printed_total[2].kr: the source prints 8500, the cells give 8510"},
		"unknown model":       {norm, "personal_and_common", "reference_value", norm + ":4: model: unknown model"},
		"source twice":        {norm, `id = "lund2015"`, `id = "sos2015"`, "source[2].id: \"sos2015\" is used twice"},
		"overlap":             {norm, `from = "2015-01-01"`, `from = "2014-12-01"`, norm + ":5: from: 2014-12-01 overlaps riksnorm/2014.toml"},
		"gap after":           {norm, `until = "2015-12-31"`, `until = "2015-11-30"`, norm + ":6: until: gap: no table holds on 2015-12-01"},
		"gap before":          {norm, `from = "2015-01-01"`, `from = "2015-02-01"`, norm + ":5: from: gap: no table holds on 2015-01-31"},
		"part of a month":     {norm, `until = "2015-12-31"`, `until = "2015-12-30"`, "not whole calendar months"},
		"no such day":         {norm, `until = "2015-12-31"`, `until = "2015-02-31"`, norm + ":6: until: read date"},
		"mileage overlaps":    {"mileage.toml", `from = "2023-01-01"`, `from = "2022-12-31"`, "mileage.toml:28: period[2].from: 2022-12-31 does not follow 2022-12-31: overlap or gap"},
		"mileage gap":         {"mileage.toml", `from = "2023-01-01"`, `from = "2023-01-02"`, "mileage.toml:28: period[2].from: 2023-01-02 does not follow 2022-12-31: overlap or gap"},
		"mileage in kronor":   {"mileage.toml", "ore_per_10_km = 2500", "kr_per_10_km = 25", "mileage.toml:30: period[2].kr_per_10_km: unknown key; known here: from, until, ore_per_10_km, by, note"},
		"mileage too high":    {"mileage.toml", "2500", "25000", "mileage.toml:30: period[2].ore_per_10_km: want 1 to 10000 öre, found 25000"},
		"mileage backwards":   {"mileage.toml", `until = "2026-12-31"`, `until = "2016-12-31"`, "mileage.toml:29: period[2].until: 2016-12-31 is before the first day 2023-01-01"},
		"mileage by nobody":   {"mileage.toml", `by = ["regeringen2022", "promemoria2025"]`, "by = []", "mileage.toml:31: period[2].by: no source"},
		"mileage no such day": {"mileage.toml", `from = "2023-01-01"`, `from = "2023-02-29"`, "mileage.toml:28: period[2].from: read date"},
		"price base gap":      {"pricebase.toml", "year = 2012", "year = 2011", "year[3].year: 2011 does not follow 2011"},
		"caps overlap":        {guide, "children_from = 1\n", "children_from = 0\n", "housing_cap[2].children_from: overlaps housing_cap[1]"},
		"unknown kind":        {guide, `kind = "dental"`, `kind = "teeth"`, `expense[9].kind: unknown kind "teeth"`},
		"kind twice":          {guide, `kind = "dental"`, `kind = "doctor"`, `expense[9].kind: "doctor" is named twice`},
		"share misprinted":    {guide, "printed_kr = 1179", "printed_kr = 1178", "price_base_share[2].printed_kr: the document prints 1178, the share gives 1179.00"},
		"rounding":            {guide, `checked_by = ""`, "checked_by = \"\"\n[calculation]\nresult_rounding = \"down\"", "result_rounding: unknown rounding"},
		"municipality":        {guide, `"1284"`, `"Höganäs"`, "municipality: want four digits"},
		"same municipality":   {guide, `"1284"`, `"1281"`, "holds on days on which guidelines/1281-lund.toml holds too"},
		"not TOML":            {guide, "[[source]]", "[source", guide + ":8: "},
	} {
		t.Run(name, s.refused)
	}
}

// TestSpoiltGuidelinesRefuseToLoad: each kind of value that a municipality may set.
func TestSpoiltGuidelinesRefuseToLoad(t *testing.T) {
	const guide, control = "guidelines/1284-hoganas.toml", "guidelines/2081-borlange.toml"
	const top = `checked_by = ""`
	set := func(table, line string) string { return top + "\n[" + table + "]\n" + line }
	norm := func(code, amounts string) string {
		return "[[norm]]\ncode = \"" + code + "\"\nname = \"N\"\n" + amounts + "common = true\nsource = \"hoganas2016\"\nsection = \"S\"\ntext = \"T\"\n"
	}
	const amounts = "single = 2000\ncouple = 3500\nchild = 900\n"
	for name, s := range map[string]spoilt{
		"unknown share rounding": {guide, top, set("calculation", `share_rounding = "down"`), guide + ":7: calculation.share_rounding: unknown rounding \"down\"; known here: half_up, up, exact"},
		"unknown day method":     {guide, top, set("calculation", `day_method = "weeks"`), guide + ":7: calculation.day_method: unknown method \"weeks\"; known here: thirty, calendar, daily"},
		"unknown size rule":      {guide, top, set("calculation", `part_time_child = "half"`), guide + ":7: calculation.part_time_child: unknown rule \"half\""},
		"deviation over all":     {guide, top, set("calculation", `deviation_percent = 101`), guide + ":7: calculation.deviation_percent: want 0 to 100, found 101"},
		"deviation below none":   {guide, top, set("calculation", `deviation_percent = -1`), guide + ":7: calculation.deviation_percent: want 0 to 100, found -1"},
		"deviation in decimals":  {guide, top, set("calculation", `deviation_percent = 12.5`), guide + ":7: calculation.deviation_percent: want a whole number"},
		"misspelt setting":       {guide, top, set("calculation", `rounding = "up"`), guide + ":7: calculation.rounding: unknown key; known here: result_rounding"},
		"another formula":        {guide, `formula = "rent_by_rooms"`, `formula = "rent_by_heads"`, guide + ":52: lodger.formula: unknown formula \"rent_by_heads\"; known here: rent_by_rooms"},
		"lodger rounded down":    {guide, "rounding = \"up\"", "rounding = \"half_up\"", guide + ":59: lodger.printed_kr: the document prints 2334, the formula gives 2333.00"},
		"lodger's rounding":      {guide, "rounding = \"up\"", "rounding = \"down\"", guide + ":53: lodger.rounding: unknown rounding"},
		"example in no rooms":    {guide, "printed_rooms = 2", "printed_rooms = 0", guide + ":58: lodger.printed_rooms: want 1 to 100 rooms, found 0"},
		"example without rent":   {guide, "printed_rent = 7000\n", "", guide + ":51: lodger.printed_rent: want 1 to 100000 kronor, found 0"},
		"misspelt example":       {guide, "printed_rooms", "printed_room", guide + ":58: lodger.printed_room: unknown key"},
		"ages turned round":      {guide, "age_to = 25", "age_to = 17", guide + ":63: young_at_home.age_to: 18 to 17 years is no span"},
		"no section":             {guide, "age_to = 25\nsource = \"hoganas2016\"\nsection = \"Boendekostnader\"", "age_to = 25\nsource = \"hoganas2016\"\nsection = \"\"", guide + ":65: young_at_home.section: no heading of the document"},
		"no words":               {guide, `text = "Befintlig boendekostnad får som regel inte fördyras under den tid du uppbär ekonomiskt bistånd."`, `text = ""`, guide + ":71: housing_rise.text: no words of the document"},
		"stance by nobody":       {guide, "[car]\nsource = \"hoganas2016\"", "[car]\nsource = \"hoganas2061\"", guide + ":75: car.source: no source has the id \"hoganas2061\""},
		"share twice":            {guide, `for = "tv"`, `for = "glasses_frames"`, "price_base_share[6].for: \"glasses_frames\" is set twice"},
		"unknown share":          {guide, `for = "tv"`, `for = "radio"`, "price_base_share[6].for: unknown code \"radio\""},
		"further but no first":   {guide, `for = "home_equipment_first"`, `for = "tv"`, "price_base_share[5].for: further members without home_equipment_first"},
		"share beyond all":       {guide, "hundredths_of_percent = 425", "hundredths_of_percent = 42500", "price_base_share[6].hundredths_of_percent: want 1 to 10000, found 42500"},
		"example of no year":     {guide, "printed_year = 2010\nprinted_kr = 1802", "printed_year = 2009\nprinted_kr = 1802", "price_base_share[6].printed_year: no price base amount for 2009"},
		"cap beyond range":       {guide, "kr = 7700", "kr = 770000", "housing_cap[4].kr: want 1 to 100000 kronor, found 770000"},
		"unknown asset":          {guide, `kind = "vehicle"`, `kind = "boat"`, "asset[5].kind: unknown kind \"boat\"; known here: bank, securities, property, company, vehicle, other_asset"},
		"asset twice":            {guide, `kind = "vehicle"`, `kind = "bank"`, "asset[5].kind: \"bank\" is named twice"},
		"unknown income":         {guide, `kind = "interest"`, `kind = "lottery"`, "income[5].kind: unknown kind \"lottery\""},
		"norm in capitals":       {guide, "[[asset]]", norm("Mat", amounts) + "[[asset]]", "norm[1].code: want small letters, digits and _, found \"Mat\""},
		"norm twice":             {guide, "[[asset]]", norm("food", amounts) + norm("food", amounts) + "[[asset]]", "norm[2].code: \"food\" is used twice"},
		"norm beyond range":      {guide, "[[asset]]", norm("food", strings.Replace(amounts, "900", "-1", 1)) + "[[asset]]", "norm[1].child: want 0 to 100000 kronor, found -1"},
		"norm of nothing":        {guide, "[[asset]]", norm("food", strings.Replace(amounts, "2000", "0", 1)) + "[[asset]]", "norm[1].single: want 1 to 100000 kronor, found 0"},
		"both under one":         {guide, "[[asset]]", norm("food", strings.Replace(amounts, "3500", "1500", 1)) + "[[asset]]", "norm[1].couple: 1500 for both is lower than 2000 for one"},
		"spot check of years":    {control, "spot_check_months = 2", "spot_check_months = 24", control + ":13: control.spot_check_months: want 0 to 12, found 24"},
		"control without a word": {control, "varje månad redovisa alla handlingar.\"", "\"\n[[control.quote]]\nsource = \"borlange\"\nsection = \"\"\ntext = \"T\"", "control.quote[4].section: no heading"},
		"control half said":      {control, "loses_trust = true\n", "", control + ":11: control.loses_trust: missing"},
		"last day before first":  {guide, top, "from = \"2026-07-01\"\nuntil = \"2026-06-30\"\n" + top, guide + ":6: until: 2026-06-30 is before the first day 2026-07-01"},
		"31 February":            {guide, top, "from = \"2026-02-31\"\n" + top, guide + ":5: from: read date \"2026-02-31\""},
	} {
		t.Run(name, s.refused)
	}
}
