package main

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"bistand/web/site"
)

// ref5 is reference REF5: what the start page would cost without a framework, a template or a rule. It reads a session, a
// case, 12 applications, 12 decisions and 12 payments from the register's file by five prepared statements, and appends
// bytes to a page of 15 KB.
type ref5 struct {
	session, theCase, applications, decisions, payments *sql.Stmt
}

// pageSize is the size of the page that REF5 writes, in bytes.
const pageSize = 15 << 10

// filler is text for what a page holds beside the facts.
var filler = strings.Repeat("<p class=\"text\">Här står något som är lika på alla sidor.</p>\n", pageSize/60)

var pages = sync.Pool{New: func() any { b := make([]byte, 0, pageSize+1024); return &b }}

func ref5Server(folder string) (*http.Server, func() error, error) {
	settings := url.Values{"_pragma": {"query_only(1)", "busy_timeout(10000)", "cache_size(-2000)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: registerFile(folder)}).EscapedPath()+"?"+settings.Encode())
	if err != nil {
		return nil, nil, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	r := &ref5{}
	for text, stmt := range map[string]**sql.Stmt{
		"SELECT actor_id, actor_name, case_id, language, seen_at FROM session WHERE token_hash = $1 AND ended_at = 0":    &r.session,
		"SELECT number, type, opened_on FROM cases WHERE id = $1":                                                        &r.theCase,
		"SELECT id, month, kind, at FROM application WHERE case_id = $1 ORDER BY seq DESC LIMIT 12":                      &r.applications,
		"SELECT id, month, outcome, amount, at FROM decision WHERE case_id = $1 ORDER BY seq DESC LIMIT 12":              &r.decisions,
		"SELECT id, send_on, end_to_end, amount, proposed_by FROM payment WHERE case_id = $1 ORDER BY seq DESC LIMIT 12": &r.payments,
	} {
		if *stmt, err = db.Prepare(text); err != nil {
			return nil, nil, err
		}
	}
	return &http.Server{Handler: r}, db.Close, nil
}

// ServeHTTP answers with the page of whoever the cookie names.
func (r *ref5) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	held := pages.Get().(*[]byte)
	defer pages.Put(held)
	b, err := r.write((*held)[:0], req)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	*held = b
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}

// write appends the page to b.
func (r *ref5) write(b []byte, req *http.Request) ([]byte, error) {
	cookie, err := req.Cookie(site.SessionCookie)
	if err != nil {
		return b, err
	}
	var actor, name, caseID, language, number, kind, opened string
	var seen int64
	if err := r.session.QueryRowContext(req.Context(), site.HashToken(cookie.Value)).Scan(&actor, &name, &caseID, &language, &seen); err != nil {
		return b, err
	}
	if err := r.theCase.QueryRowContext(req.Context(), caseID).Scan(&number, &kind, &opened); err != nil {
		return b, err
	}
	for _, text := range []string{"<h1>", name, "</h1><p>", number, " ", opened, "</p>"} {
		b = append(b, text...)
	}
	for _, stmt := range []*sql.Stmt{r.applications, r.decisions, r.payments} {
		if b, err = appendRows(req.Context(), b, stmt, caseID); err != nil {
			return b, err
		}
	}
	return append(b, filler[:max(pageSize-len(b), 0)]...), nil
}

// appendRows appends a list of what a statement finds in a case: three texts and numbers after them.
func appendRows(ctx context.Context, b []byte, stmt *sql.Stmt, caseID string) ([]byte, error) {
	rows, err := stmt.QueryContext(ctx, caseID)
	if err != nil {
		return b, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return b, err
	}
	var texts [3]string
	var amount int64
	var last string
	into := []any{&texts[0], &texts[1], &texts[2], &amount, &last}[:len(columns)]
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return b, err
		}
		b = append(b, "<li>"...)
		for _, text := range texts {
			b = append(append(b, text...), ' ')
		}
		b = append(strconv.AppendInt(b, amount, 10), "</li>"...)
	}
	return b, rows.Err()
}
