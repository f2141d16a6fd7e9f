package proof_test

import (
	"net/http"
	"slices"
	"strings"

	"bistand/aid"
	"bistand/web/site"
)

// rule says who may use one address, and what they may see there. It is written from what the service is for, not from its
// code: whoever adds a route must say here who may use it.
type rule struct {
	door string // "all", "citizen", or the roles of staff that it opens for
	of   string // kind of the object that {id} names
	// gets says who gets the object: "household" its adults; "own" the adult whose order it is; "browser" whoever's browser
	// started it; "assigned" staff who are, or who have given a reason; "known" staff, of any case that is not protected;
	// "authority" who acts by it, and else a refusal;
	// "secret" whoever knows it, which nobody here does; "register" staff, of any case; "access" administrators as "known", others as "assigned". Empty: there is no object.
	gets   string
	lists  string // classes that staff see of every case that is not protected
	veiled string // and of protected ones
	form   string // of a POST: fields with {kind} for an object's id; of a GET: its query
	ends   bool   // ends the log-in
	once   bool   // takes its object away: whoever may and comes later finds none
	own    bool   // one's own matters, whoever one acts for
}

const (
	handlers = "caseworker decision_maker payment_officer"
	deciders = "caseworker decision_maker"
	workers  = "caseworker decision_maker payment_officer auditor administrator"
)

// ruleFor is the table. A route that does not stand here fails the proof.
var ruleFor = map[string]rule{
	"GET /{$}":                         {door: "all"},
	"GET /hjalp":                       {door: "all"},
	"GET /hjalp/bild/{name}":           {door: "all"},
	"GET /hjalp/instruktion":           {door: "all"},
	"GET /hjalp/instruktion/{code}":    {door: "all"},
	"GET /tillganglighet":              {door: "all"},
	"POST /tillganglighet":             {door: "all", form: "text=Bilden saknar text&place=Start"},
	"GET /tyck-till":                   {door: "all"},
	"POST /tyck-till":                  {door: "all", form: "kind=praise&text=Bra"},
	"GET /personuppgifter":             {door: "all"},
	"GET /sprak":                       {door: "all"},
	"GET /sprak/{code}":                {door: "all"},
	"GET /provberakning":               {door: "all"},
	"POST /provberakning":              {door: "all", form: "vuxna=1"},
	"GET /normen":                      {door: "all"},
	"GET /normen/{year}":               {door: "all"},
	"GET /riktlinjer":                  {door: "all"},
	"GET /logga-in":                    {door: "all"},
	"POST /logga-in":                   {door: "all", form: "enhet=annan"},
	"GET /logga-in/{order}":            {door: "all", of: "login", gets: "browser"},
	"GET /logga-in/{order}/qr.svg":     {door: "all", of: "login", gets: "browser"},
	"GET /logga-in/{order}/lage":       {door: "all", of: "login", gets: "browser"},
	"POST /logga-in/{order}/avbryt":    {door: "all", of: "login", gets: "browser"},
	"GET /logga-in/{order}/klar":       {door: "all", of: "login", gets: "browser"},
	"GET /logga-in/kontakt":            {door: "all"},
	"GET /logga-in/annan":              {door: "all"},
	"GET /logga-in/annan/svar":         {door: "all"},
	"POST /logga-ut":                   {door: "all", ends: true},
	"POST /logga-ut/overallt":          {door: "all", ends: true},
	"POST /lamna":                      {door: "all", ends: true},
	"GET /utloggad":                    {door: "all"},
	"GET /handlaggning/logga-in":       {door: "all"},
	"GET /handlaggning/logga-in/borja": {door: "all"},
	"GET /handlaggning/logga-in/svar":  {door: "all"},

	"GET /for-vem":                                 {door: "citizen"},
	"POST /for-vem":                                {door: "citizen", own: true, of: "authority", gets: "authority", form: "for={authority}"},
	"GET /handlaggning/arende/{id}/ombud":          {door: deciders, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/ombud":         {door: "caseworker", of: "case", gets: "assigned", form: "person={person}"},
	"POST /handlaggning/arende/{id}/ombud/avsluta": {door: "caseworker", of: "case", gets: "assigned", form: "ombud={authority}&reason="},
	"GET /start":                                   {door: "citizen"},
	"GET /ansokningar":                             {door: "citizen"},
	"GET /ansokningar/{id}":                        {door: "citizen", of: "application", gets: "household"},
	"GET /ansokningar/{id}/berakning":              {door: "citizen", of: "application", gets: "household"},
	"GET /ansokningar/{id}/myndigheter":            {door: "citizen", of: "application", gets: "household"}, // each reads of it what is about themselves
	"GET /bilagor/{id}":                            {door: "citizen", of: "attachment", gets: "household"},
	"GET /bilagor/{id}/liten":                      {door: "citizen", of: "attachment", gets: "household"},
	"GET /beslut":                                  {door: "citizen"},
	"GET /beslut/{id}":                             {door: "citizen", of: "decision", gets: "household"},
	"GET /utbetalningar":                           {door: "citizen"},
	"GET /utbetalningar/{id}":                      {door: "citizen", of: "payment", gets: "household"},
	"GET /dokument":                                {door: "citizen"},
	"GET /dokument/{id}":                           {door: "citizen", of: "document", gets: "household"},
	"GET /journalanteckningar":                     {door: "citizen"},
	"GET /journalanteckningar/{id}":                {door: "citizen", of: "note", gets: "household"},
	"GET /kontakter":                               {door: "citizen"},
	"GET /mitt-arende":                             {door: "citizen"},
	"GET /min-profil":                              {door: "citizen"},
	"POST /min-profil":                             {door: "citizen", own: true, form: "phone=070-174 06 05&email=&language=sv"},
	"GET /mina-inloggningar":                       {door: "citizen"},
	"GET /vem-har-last":                            {door: "citizen"},
	"POST /leveransrapport/{hemlighet}":            {door: "all", of: "report", gets: "secret", form: "id=s1&status=failed"},
	"GET /min-profil/kod/{vag}":                    {door: "citizen"},
	"POST /min-profil/kod/{vag}":                   {door: "citizen", own: true},
	"POST /min-profil/kod/{vag}/bekrafta":          {door: "citizen", own: true, form: "code=000000"},
	"GET /hamta-uppgifter":                         {door: "citizen"},
	"GET /hamta-uppgifter/uppgifter.json":          {door: "citizen"},

	"POST /filer/{id}":              {door: "citizen"},
	"POST /handlaggning/filer/{id}": {door: deciders},

	"GET /begaran":                   {door: "citizen"},
	"GET /begaran/{id}":              {door: "citizen", of: "private", gets: "own"},
	"GET /begaran/{id}/{sak}":        {door: "citizen", of: "private", gets: "own"},
	"POST /begaran/{id}/{sak}/filer": {door: "citizen", of: "private", gets: "own", form: "file=@"},
	"POST /begaran/{id}/{sak}/svar":  {door: "citizen", of: "private", gets: "own", form: "way=text&text=Kommer"},

	"GET /ansok/{manad}":                                        {door: "citizen"},
	"POST /ansok/{manad}":                                       {door: "citizen"},
	"GET /ansok/utkast/{id}":                                    {door: "citizen", of: "draft", gets: "household"},
	"GET /ansok/utkast/{id}/hushall":                            {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/hushall":                           {door: "citizen", of: "draft", gets: "household", form: "version=1&lunch-{child}=ja"},
	"GET /ansok/utkast/{id}/boende":                             {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/boende":                            {door: "citizen", of: "draft", gets: "household", form: "version=1&form=rental&landlord=Annan&rooms=3&contract=own"},
	"GET /ansok/utkast/{id}/inkomster":                          {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/inkomster":                         {door: "citizen", of: "draft", gets: "household", form: "version=1&rader-0=0&rader-1=0&inga-0=ja&inga-1=ja"},
	"GET /ansok/utkast/{id}/utgifter":                           {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/utgifter":                          {door: "citizen", of: "draft", gets: "household", form: "version=1&rader-0=0"},
	"GET /ansok/utkast/{id}/bilagor":                            {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/bilagor":                           {door: "citizen", of: "draft", gets: "household", form: "kind=other&file=@"},
	"POST /ansok/utkast/{id}/bilagor/ta-bort":                   {door: "citizen", of: "draft", gets: "household", form: "bilaga={attachment}"},
	"GET /ansok/utkast/{id}/kontrollera":                        {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/kontrollera":                       {door: "citizen", of: "draft", gets: "household", form: "version=1"},
	"GET /ansok/underskrift/{id}":                               {door: "citizen", of: "frozen", gets: "household"},
	"POST /ansok/underskrift/{id}/avsta":                        {door: "citizen", of: "frozen", gets: "household", form: "reason=Stämmer inte"},
	"POST /ansok/underskrift/{id}/andra":                        {door: "citizen", of: "frozen", gets: "household"},
	"POST /ansok/underskrift/{id}/bankid":                       {door: "citizen", of: "frozen", gets: "household", form: "enhet=annan"},
	"GET /ansok/underskrift/{id}/bankid/{order}":                {door: "citizen", of: "signing", gets: "own"},
	"GET /ansok/underskrift/{id}/bankid/{order}/qr.svg":         {door: "citizen", of: "signing", gets: "browser"},
	"GET /ansok/underskrift/{id}/bankid/{order}/lage":           {door: "citizen", of: "signing", gets: "own"},
	"POST /ansok/underskrift/{id}/bankid/{order}/avbryt":        {door: "citizen", of: "signing", gets: "browser"},
	"GET /ansok/underskrift/{id}/bankid/{order}/klar":           {door: "citizen", of: "signing", gets: "own"},
	"GET /ansok/kvitto/{id}":                                    {door: "citizen", of: "application", gets: "household"},
	"GET /handlaggning":                                         {door: workers, lists: "name number", veiled: "number"},
	"GET /handlaggning/min-sida":                                {door: handlers},
	"POST /handlaggning/min-sida/kontakt":                       {door: handlers, form: "phone=046-000 00 01&hours=vardagar 9–10&office="},
	"POST /handlaggning/min-sida/borta":                         {door: handlers, form: "from=2027-07-01&until=2027-07-31&substitute="},
	"POST /handlaggning/min-sida/borta/avsluta":                 {door: handlers, form: "id={case}"},
	"GET /handlaggning/sok":                                     {door: handlers},
	"POST /handlaggning/sok":                                    {door: handlers, form: "personnummer=198101059807"},
	"GET /handlaggning/arende/{id}":                             {door: handlers, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/oppna":                      {door: handlers, of: "case", gets: "known", form: "reason=Vikarierar"},
	"POST /handlaggning/arende/{id}/atkomst":                    {door: "caseworker administrator", of: "case", gets: "access", form: "person={person}&aktiv=ja"},
	"GET /handlaggning/atkomst":                                 {door: "administrator"},
	"GET /handlaggning/arende/{id}/dokument":                    {door: deciders, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/dokument":                   {door: deciders, of: "case", gets: "assigned", form: "kind=letter&title=Nytt&body=Text"},
	"POST /handlaggning/arende/{id}/dokument/publicera":         {door: deciders, of: "case", gets: "assigned", form: "id={hidden_document}"},
	"GET /handlaggning/arende/{id}/journal":                     {door: deciders, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/journal":                    {door: deciders, of: "case", gets: "assigned", form: "title=Nytt&heading=Nytt&body=Text&on=2026-11-16"},
	"POST /handlaggning/arende/{id}/journal/publicera":          {door: deciders, of: "case", gets: "assigned", form: "id={hidden_note}"},
	"GET /handlaggning/ansokan/{id}":                            {door: deciders, of: "application", gets: "assigned"},
	"GET /handlaggning/ansokan/{id}/kontroller":                 {door: deciders, of: "open", gets: "assigned"},
	"POST /handlaggning/ansokan/{id}/kontroller":                {door: deciders, of: "open", gets: "assigned"},
	"GET /handlaggning/ansokan/{id}/begar":                      {door: deciders, of: "open", gets: "assigned"},
	"POST /handlaggning/ansokan/{id}/begar":                     {door: deciders, of: "open", gets: "assigned", form: "own=Kontrakt&why=Saknas&until=2026-12-24&person="},
	"GET /handlaggning/arende/{id}/begar":                       {door: deciders, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/begar":                      {door: deciders, of: "case", gets: "assigned", form: "items=Kontrakt&why=Saknas&until=2026-12-24&person="},
	"GET /handlaggning/begaran/{id}":                            {door: deciders, of: "request", gets: "assigned"},
	"POST /handlaggning/begaran/{id}/tid":                       {door: deciders, of: "request", gets: "assigned", form: "until=2027-01-24"},
	"POST /handlaggning/begaran/{id}/avsluta":                   {door: deciders, of: "request", gets: "assigned", form: "outcome=accepted&reason="},
	"POST /handlaggning/arende/{id}/alla-underlag":              {door: "decision_maker", of: "case", gets: "assigned", form: "from=2026-12&through=2027-02&reason=Anmärkningar"},
	"POST /handlaggning/arende/{id}/alla-underlag/upphav":       {door: "decision_maker", of: "case", gets: "assigned", form: "id={evidence}&reason=Rättat"},
	"GET /handlaggning/stickprov":                               {door: "caseworker decision_maker administrator auditor", lists: "number", veiled: "number"},
	"POST /handlaggning/stickprov/bind":                         {door: "decision_maker administrator", form: "month=2027-01&percent=5"},
	"POST /handlaggning/stickprov/lotta":                        {door: "decision_maker administrator", form: "month=2026-10"},
	"GET /handlaggning/bilagor/{id}":                            {door: deciders, of: "attachment", gets: "assigned"},
	"GET /handlaggning/ansokan/{id}/berakning":                  {door: deciders, of: "open", gets: "assigned"},
	"POST /handlaggning/ansokan/{id}/berakning":                 {door: deciders, of: "open", gets: "assigned", form: "gor=spara&bas={case}"},
	"GET /handlaggning/ansokan/{id}/beslut":                     {door: deciders, of: "open", gets: "assigned"},
	"POST /handlaggning/ansokan/{id}/beslut":                    {door: "decision_maker", of: "open", gets: "assigned", form: "reasons=Skäl&legal_basis=Lag&berakning={case}&payments.0.amount=1"},
	"GET /handlaggning/normen":                                  {door: "administrator decision_maker"},
	"POST /handlaggning/normen/foresla":                         {door: "administrator decision_maker", form: "ordinance=SFS 2025:1"},
	"POST /handlaggning/normen/svara":                           {door: "administrator decision_maker", form: "svar=confirmed"},
	"POST /handlaggning/normen/aterta":                          {door: "administrator decision_maker", form: "figur={case}&reason="},
	"GET /handlaggning/betalningar":                             {door: "payment_officer", lists: "name number amount", veiled: "number amount"},
	"POST /handlaggning/betalningar/{id}/godkann":               {door: "payment_officer", of: "proposed", gets: "register", lists: "name number amount", veiled: "number amount"},
	"POST /handlaggning/betalningar/{id}/stoppa":                {door: "payment_officer", of: "proposed", gets: "register", form: "reason=Fel", lists: "name number amount", veiled: "number amount"},
	"POST /handlaggning/betalningar/fil":                        {door: "payment_officer", form: "until=2027-01-31", lists: "name number amount", veiled: "number amount"},
	"POST /handlaggning/betalningar/bank":                       {door: "payment_officer"},
	"GET /handlaggning/betalningar/fil/{id}":                    {door: "payment_officer", of: "file", gets: "register", lists: "name number amount", veiled: "number amount"},
	"GET /handlaggning/betalningar/fil/{id}/xml":                {door: "payment_officer", of: "file", gets: "known", lists: "name amount account", veiled: "name amount account"},
	"GET /handlaggning/logg":                                    {door: "auditor", lists: "number", veiled: "number"},
	"POST /ansok/utkast/{id}/bilagor/vrid":                      {door: "citizen", of: "draft", gets: "household", form: "bilaga={attachment}"},
	"POST /ansok/utkast/{id}/bilagor/ateranvand":                {door: "citizen", of: "draft", gets: "household", form: "bilaga={attachment}"},
	"POST /ansok/utkast/{id}/bilagor/lamnat":                    {door: "citizen", of: "draft", gets: "household", form: "otherwise_kind=rent&otherwise_way=office&otherwise_on=2026-11-16"},
	"GET /meddelanden":                                          {door: "citizen"},
	"GET /meddelanden/nytt":                                     {door: "citizen"},
	"POST /meddelanden/nytt":                                    {door: "citizen", form: "text=Hej&file=@"},
	"GET /anmal-andring":                                        {door: "citizen"},
	"POST /anmal-andring":                                       {door: "citizen", form: "kind=work&from=2026-11-16&text=Hej&file=@"},
	"GET /osant":                                                {door: "citizen"},
	"POST /osant/{id}/kasta":                                    {door: "citizen", own: true},
	"GET /handlaggning/osant":                                   {door: workers},
	"POST /handlaggning/osant/{id}/kasta":                       {door: workers},
	"GET /anmal-andring/{id}":                                   {door: "citizen", of: "change", gets: "own"},
	"GET /mina-uppgifter":                                       {door: "citizen"},
	"GET /mina-uppgifter/las-allt":                              {door: "citizen"},
	"POST /mina-uppgifter/las-allt":                             {door: "citizen", form: "text=Tack"},
	"GET /handlaggning/las-allt/{id}":                           {door: deciders, of: "record", gets: "assigned"},
	"POST /handlaggning/las-allt/{id}":                          {door: deciders, of: "record", gets: "assigned", form: "outcome=given&way=post&on=2026-11-17"},
	"GET /mina-uppgifter/yttrande":                              {door: "citizen", form: "del=contact"},
	"POST /mina-uppgifter/yttrande":                             {door: "citizen", form: "del=contact&text=Hej"},
	"GET /ansokningar/{id}/berakning/yttrande":                  {door: "citizen", of: "application", gets: "household"},
	"POST /ansokningar/{id}/berakning/yttrande":                 {door: "citizen", of: "application", gets: "household", form: "text=Hej"},
	"GET /beslut/{id}/yttrande":                                 {door: "citizen", of: "decision", gets: "household"},
	"POST /beslut/{id}/yttrande":                                {door: "citizen", of: "decision", gets: "household", form: "text=Hej"},
	"GET /dokument/{id}/yttrande":                               {door: "citizen", of: "document", gets: "household"},
	"POST /dokument/{id}/yttrande":                              {door: "citizen", of: "document", gets: "household", form: "text=Hej"},
	"GET /journalanteckningar/{id}/yttrande":                    {door: "citizen", of: "note", gets: "household"},
	"POST /journalanteckningar/{id}/yttrande":                   {door: "citizen", of: "note", gets: "household", form: "text=Hej"},
	"GET /handlaggning/meddelanden":                             {door: deciders, lists: "name number", veiled: "number"},
	"GET /handlaggning/arende/{id}/meddelanden/{person}":        {door: deciders, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/meddelanden/{person}":       {door: deciders, of: "case", gets: "assigned", form: "text=Hej"},
	"POST /handlaggning/arende/{id}/meddelanden/{person}/klart": {door: deciders, of: "case", gets: "assigned"},
	"GET /handlaggning/arende/{id}/anmalt":                      {door: deciders, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/anmalt":                     {door: deciders, of: "case", gets: "assigned", form: "kind=comment&id={comment}"},
	"GET /handlaggning/post":                                    {door: deciders, lists: "name number", veiled: "number"},
	"GET /handlaggning/post/{id}":                               {door: deciders, of: "letter", gets: "assigned"},
	"POST /handlaggning/post/{id}":                              {door: deciders, of: "letter", gets: "assigned", form: "senaste={letter}&way=post&on=2026-11-17"},
	"GET /handlaggning/post/begaran/{id}/{person}":              {door: deciders, of: "request", gets: "assigned"},
	"POST /handlaggning/post/begaran/{id}/{person}":             {door: deciders, of: "request", gets: "assigned", form: "way=post&on=2026-11-17"},
	"GET /handlaggning/post/beslut/{id}/{person}":               {door: deciders, of: "decision", gets: "assigned"},
	"POST /handlaggning/post/beslut/{id}/{person}":              {door: deciders, of: "decision", gets: "assigned", form: "way=post&on=2026-11-17"},
	"GET /handlaggning/synpunkter":                              {door: "administrator decision_maker"},
	"POST /handlaggning/synpunkter":                             {door: "administrator decision_maker", form: "id={opinion}"},
	"GET /overklaga":                                            {door: "citizen"},
	"POST /overklaga":                                           {door: "citizen", of: "decision", gets: "household", form: "beslut={decision}"},
	"GET /overklaga/utkast/{id}":                                {door: "citizen", of: "appeal_draft", gets: "own"},
	"GET /overklaga/utkast/{id}/andra":                          {door: "citizen", of: "appeal_draft", gets: "own"},
	"POST /overklaga/utkast/{id}/andra":                         {door: "citizen", of: "appeal_draft", gets: "own", form: "version=3&change=Nytt&rad=0"},
	"GET /overklaga/utkast/{id}/varfor":                         {door: "citizen", of: "appeal_draft", gets: "own"},
	"POST /overklaga/utkast/{id}/varfor":                        {door: "citizen", of: "appeal_draft", gets: "own", form: "version=3&why=Nytt&borja=1"},
	"GET /overklaga/utkast/{id}/sent":                           {door: "citizen", of: "appeal_draft", gets: "own"},
	"POST /overklaga/utkast/{id}/sent":                          {door: "citizen", of: "appeal_draft", gets: "own", form: "version=3&late=Nytt"},
	"GET /overklaga/utkast/{id}/filer":                          {door: "citizen", of: "appeal_draft", gets: "own"},
	"POST /overklaga/utkast/{id}/filer":                         {door: "citizen", of: "appeal_draft", gets: "own", form: "file=@"},
	"POST /overklaga/utkast/{id}/filer/ta-bort":                 {door: "citizen", of: "appeal_draft", gets: "own", form: "bilaga={appeal_file}"},
	"POST /overklaga/utkast/{id}/ta-bort":                       {door: "citizen", of: "appeal_draft", gets: "own", once: true},
	"GET /overklaga/utkast/{id}/skriv-ut":                       {door: "citizen", of: "appeal_draft", gets: "own"},
	"POST /overklaga/utkast/{id}/bankid":                        {door: "citizen", of: "appeal_draft", gets: "own", form: "enhet=annan"},
	"GET /overklaga/utkast/{id}/bankid/{order}":                 {door: "citizen", of: "appealing", gets: "own"},
	"GET /overklaga/utkast/{id}/bankid/{order}/qr.svg":          {door: "citizen", of: "appealing", gets: "browser"},
	"GET /overklaga/utkast/{id}/bankid/{order}/lage":            {door: "citizen", of: "appealing", gets: "own"},
	"POST /overklaga/utkast/{id}/bankid/{order}/avbryt":         {door: "citizen", of: "appealing", gets: "browser"},
	"GET /overklaga/utkast/{id}/bankid/{order}/klar":            {door: "citizen", of: "appealing", gets: "own"},
	"GET /overklaganden/{id}":                                   {door: "citizen", of: "appeal", gets: "own"},
	"GET /overklaganden/{id}/kvitto":                            {door: "citizen", of: "appeal", gets: "own"},
	"POST /overklaganden/{id}/ta-tillbaka":                      {door: "citizen", of: "appeal", gets: "own"},
	"GET /handlaggning/overklaganden":                           {door: deciders, lists: "name number", veiled: "number"},
	"GET /handlaggning/overklaganden/{id}":                      {door: deciders, of: "appeal", gets: "assigned"},
	"POST /handlaggning/overklaganden/{id}/tid":                 {door: deciders, of: "appeal", gets: "assigned", form: "answer=in_time&reasons=I tid"},
	"POST /handlaggning/overklaganden/{id}/omprovning":          {door: "decision_maker", of: "appeal", gets: "assigned", form: "outcome=unchanged&reasons=Nej"},
	"POST /handlaggning/overklaganden/{id}/yttrande":            {door: deciders, of: "appeal", gets: "assigned", form: "statement=Text"},
	"POST /handlaggning/overklaganden/{id}/overlamna":           {door: deciders, of: "appeal", gets: "assigned", form: "way=post&on=2026-11-17"},
	"POST /handlaggning/overklaganden/{id}/dom":                 {door: deciders, of: "appeal", gets: "assigned", form: "outcome=refused&court_number=1&on=2026-11-17"},
	"POST /handlaggning/overklaganden/{id}/aterkallat":          {door: deciders, of: "appeal", gets: "assigned", form: "reason=Brev"},
	"GET /handlaggning/overklaganden/{id}/paket":                {door: deciders, of: "appeal", gets: "assigned"},
	"GET /handlaggning/overklaganden/{id}/paket.zip":            {door: deciders, of: "appeal", gets: "assigned"},
	"GET /handlaggning/beslut/{id}/overklagande":                {door: deciders, of: "decision", gets: "assigned"},
	"POST /handlaggning/beslut/{id}/overklagande":               {door: deciders, of: "decision", gets: "assigned", form: "person={person}&received_on=2026-11-17&change=Nytt&file=@"},
	"GET /ansok/behov":                                          {door: "citizen"},
	"POST /ansok/behov":                                         {door: "citizen"},
	"POST /ansokningar/{id}/handlingar":                         {door: "citizen", of: "open", gets: "household", form: "kind=other&file=@"},
	"GET /ansok/utkast/{id}/andrat":                             {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/andrat":                            {door: "citizen", of: "draft", gets: "household", form: "version=1&changed=job"},
	"GET /ansok/utkast/{id}/sysselsattning":                     {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/sysselsattning":                    {door: "citizen", of: "draft", gets: "household", form: "version=1&occupation-0=work&occupation-1=work"},
	"GET /ansok/utkast/{id}/tillgangar":                         {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/tillgangar":                        {door: "citizen", of: "draft", gets: "household", form: "version=1&rows-0=0&no_assets=ja"},
	"GET /ansok/utkast/{id}/konto":                              {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/konto":                             {door: "citizen", of: "draft", gets: "household", form: "version=1&to=no_account"},
	"GET /ansok/utkast/{id}/annan-kommun":                       {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/annan-kommun":                      {door: "citizen", of: "draft", gets: "household", form: "version=1&had=nej"},
	"GET /ansok/utkast/{id}/behov":                              {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/behov":                             {door: "citizen", of: "draft", gets: "household", form: "version=1&kind=tv&amount=1&why=Behov"},
	"GET /ansok/utkast/{id}/handlingar":                         {door: "citizen", of: "draft", gets: "household"},
	"POST /ansok/utkast/{id}/handlingar":                        {door: "citizen", of: "draft", gets: "household", form: "kind=other&file=@"},
	"POST /ansok/utkast/{id}/handlingar/ta-bort":                {door: "citizen", of: "draft", gets: "household", form: "bilaga={attachment}"},
	"POST /ansok/underskrift/{id}/paminn":                       {door: "citizen", of: "frozen", gets: "household"},
	"GET /handlaggning/arende/{id}/ny-ansokan":                  {door: "caseworker", of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/ny-ansokan":                 {door: "caseworker", of: "case", gets: "assigned", form: "kind=renewal&month=2026-09&received=2026-11-01&file=@"},
	"GET /handlaggning/ansokan/{id}/kvitto":                     {door: deciders, of: "application", gets: "assigned"},
	"GET /handlaggning/arende/{id}/skydd":                       {door: "caseworker", of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/skydd":                      {door: "caseworker", of: "case", gets: "assigned", form: "person={person}&skydd=nej"},
	"POST /handlaggning/arende/{id}/skydd/fraga":                {door: "caseworker", of: "case", gets: "assigned", form: "person={person}"},
	"POST /handlaggning/arende/{id}/skydd/utse":                 {door: "caseworker", of: "case", gets: "assigned", form: "staff=&utsedd=ja"},
	"POST /handlaggning/arende/{id}/skilj":                      {door: "caseworker", of: "case", gets: "assigned", form: "person={person}&reason="},
	"POST /handlaggning/arende/{id}/flyttar-in":                 {door: "caseworker", of: "case", gets: "assigned", form: "who=ny&number="},
	"POST /handlaggning/ansokan/{id}/racker":                    {door: deciders, of: "application", gets: "assigned", form: "reason=Räcker"},
	"POST /handlaggning/ansokan/{id}/konto":                     {door: "caseworker", of: "application", gets: "assigned"},

	"GET /aterkrav/{id}": {door: "citizen", of: "own_recovery", gets: "own"},
	"GET /handlaggning/arende/{id}/felaktiga-uppgifter":                {door: deciders, of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/felaktiga-uppgifter/polis":         {door: deciders, of: "case", gets: "assigned", form: "police.person=&police.on=2026-11-17&police.about=Text"},
	"POST /handlaggning/arende/{id}/felaktiga-uppgifter/underrattelse": {door: deciders, of: "case", gets: "assigned", form: "notice.authority=tax&notice.on=2026-11-17&notice.benefit=Stöd&notice.about=Text"},
	"POST /handlaggning/arende/{id}/felaktiga-uppgifter/behovs-inte":   {door: deciders, of: "case", gets: "assigned", form: "measure=police&no.police.reason=Text"},
	"GET /handlaggning/polisanmalan/{id}":                              {door: deciders, of: "police", gets: "assigned"},
	"POST /handlaggning/polisanmalan/{id}":                             {door: deciders, of: "police", gets: "assigned", form: "outcome=closed&on=2026-11-17"},
	"GET /handlaggning/arende/{id}/aterkrav":                           {door: "decision_maker", of: "case", gets: "assigned"},
	"POST /handlaggning/arende/{id}/aterkrav":                          {door: "decision_maker", of: "case", gets: "assigned", form: "person=&ground=not_told&reasons=Text&how=Text"},
	"GET /handlaggning/aterkrav/{id}":                                  {door: deciders, of: "recovery", gets: "assigned"},
	"POST /handlaggning/aterkrav/{id}/betalt":                          {door: deciders, of: "recovery", gets: "assigned", form: "paid.amount=1&paid.on=2026-11-17"},
	"POST /handlaggning/aterkrav/{id}/efterskank":                      {door: "decision_maker", of: "recovery", gets: "assigned", form: "waive.amount=1&waive.reason=Text"},
	"POST /handlaggning/aterkrav/{id}/avsluta":                         {door: "decision_maker", of: "recovery", gets: "assigned", form: "close.end=ended&close.reason=Text"},
}

// outcome is what a rule expects of one visit.
type outcome string

const (
	opens     outcome = "opens"
	toLogIn   outcome = "to log-in"
	noLogIn   outcome = "401"
	forbidden outcome = "403"
	absent    outcome = "404"
)

// expect says what must come of a visit. Whatever no rule opens is refused.
func (r rule) expect(method string, v *visitor, o owner) outcome {
	switch {
	case r.door == "all":
	case v.nobody():
		if method == http.MethodGet {
			return toLogIn
		}
		return noLogIn
	case r.door == "citizen" && v.staff == nil && (v.closed || v.over):
		return forbidden
	case r.door == "citizen" && v.follows() && method != http.MethodGet && !r.own:
		return forbidden
	case r.door == "citizen" && v.staff == nil:
	case v.staff != nil && slices.ContainsFunc(v.staff.Roles, func(role aid.Role) bool { return slices.Contains(strings.Fields(r.door), string(role)) }):
	default:
		return forbidden
	}
	if r.of == "" {
		return opens
	}
	here := o.household != nil && o.household.place == v.Place
	switch r.gets {
	case "household":
		return when(here && v.home == o.household, absent)
	case "secret":
		return absent // nobody of the stage knows it
	case "authority":
		return when(v.hand.Authority != "" && o.id("authority") == string(v.hand.Authority), forbidden)
	case "own", "browser":
		if r.ofOrder() && v.hand.Authority != "" {
			return absent // the app of the adult's own order is not theirs
		}
		return when(here && v.home == o.household && v.adult == o.adult && v.staff == nil, absent)
	}
	if !here {
		return absent
	}
	protected := o.household.adults[0].Protected
	administrator := v.staff != nil && v.staff.Has(aid.Administrator)
	switch {
	case r.gets == "register":
		return opens
	case r.gets == "known", r.gets == "access" && administrator:
		return when(!protected || slices.Contains(v.assigned, o.household), forbidden)
	case r.gets == "assigned", r.gets == "access":
		return when(slices.Contains(v.assigned, o.household), forbidden)
	}
	return absent
}

// follows tells whether the visitor acts for someone and may do no more than follow.
func (v *visitor) follows() bool { return v.hand.Authority != "" && !v.hand.MayAct }

// ofOrder tells whether the object is an order with the app.
func (r rule) ofOrder() bool { return r.of == "signing" || r.of == "appealing" || r.of == "login" }

func when(yes bool, otherwise outcome) outcome {
	if yes {
		return opens
	}
	return otherwise
}

// sees lists the classes of words of a household that a visitor may meet in the answer.
func (r rule) sees(v *visitor, h *household, came outcome) []class {
	switch {
	case v.nobody() || v.Place != h.place:
		return nil
	case v.over:
		return nil
	case v.closed && v.home == h:
		return []class{name} // their own, in the frame of the page that refuses
	case v.staff == nil && v.home == h:
		return []class{name, number, identity, amount, account, text, []class{contact0, contact1}[v.adult]}
	case v.staff == nil:
		return nil
	case slices.Contains(v.assigned, h):
		return everything
	}
	var may []class
	list := r.lists
	if h.adults[0].Protected {
		list = r.veiled
	}
	if came != opens {
		list = ""
		if (r.gets == "assigned" || r.gets == "access") && v.staff.MayHandle() && !h.adults[0].Protected {
			list = "number" // of a case that one must give a reason for
		}
	}
	for _, one := range strings.Fields(list) {
		may = append(may, class(one))
	}
	return may
}

// came reads off an answer what came of a visit.
func came(status int, location string) outcome {
	switch {
	case status == http.StatusUnauthorized:
		return noLogIn
	case status == http.StatusForbidden:
		return forbidden
	case status == http.StatusNotFound:
		return absent
	case status == http.StatusSeeOther && (strings.HasPrefix(location, "/logga-in?") || location == "/logga-in" || strings.HasPrefix(location, "/handlaggning/logga-in")):
		return toLogIn
	}
	return opens
}

// unruled returns the routes that no rule speaks of, and the rules that no route has.
func unruled(routes []site.Route) (without, dead []string) {
	have := map[string]bool{}
	for _, route := range routes {
		have[route.Pattern] = true
		if _, ok := ruleFor[route.Pattern]; !ok {
			without = append(without, route.Pattern)
		}
	}
	for pattern := range ruleFor {
		if !have[pattern] {
			dead = append(dead, pattern)
		}
	}
	slices.Sort(dead)
	return without, dead
}
