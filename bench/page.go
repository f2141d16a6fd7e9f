package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"bistand/web/site"
)

// The load of rows 1 and 2.
const (
	connections = 16
	turn        = 1200 * time.Millisecond
)

// request writes out what a browser sends that has been here before.
func request(path, token, more string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\nAccept: text/html\r\nAccept-Language: sv\r\n"+
		"Cookie: %s=%s; %s=%s\r\n%s\r\n", path, host, userAgent, site.SessionCookie, token, site.BrowserCookie, token[:22], more)
}

// startRequests asks for the start page of everyone who is logged in.
func startRequests(households []household, more string) [][]byte {
	var list [][]byte
	for _, h := range households {
		if h.token != "" {
			list = append(list, request("/start", h.token, more))
		}
	}
	return list
}

const askPacked = "Accept-Encoding: gzip\r\n"

// startPage measures rows 1 to 3.
func (b *bench) startPage(_ context.Context, r *report) (err error) {
	servers := map[string]*child{}
	for _, name := range []string{"hello", "ref5", "program"} {
		c, err := startChild(name, b.folder, "")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, c.end()) }()
		servers[name] = c
	}
	plain, packed := startRequests(b.households, ""), startRequests(b.households, askPacked)
	for _, c := range servers { // each opens its files and prepares its statements
		if _, _, err := c.run(plain, connections, turn/2); err != nil {
			return err
		}
	}
	rate, cpu := map[string]series{}, map[string]series{}
	var size int64
	for range b.rounds {
		for _, one := range []struct {
			name, server string
			requests     [][]byte
		}{{"hello", "hello", plain}, {"ref5", "ref5", plain}, {"program", "program", plain}, {"packed", "program", packed}} {
			sent, used, err := servers[one.server].run(one.requests, connections, turn)
			if err != nil {
				return err
			}
			rate[one.name] = append(rate[one.name], sent.perSecond())
			cpu[one.name] = append(cpu[one.name], used.Seconds()*1e6)
			if one.name == "program" {
				size = sent.bytes / int64(sent.requests)
			}
		}
	}
	remark := fmt.Sprintf("%.0f µs a page of %d bytes; REF5 %.0f µs; packed %.0f µs (%.2f × REF5)", median(cpu["program"]), size, median(cpu["ref5"]),
		median(cpu["packed"]), cpu["packed"].over(cpu["ref5"]))
	r.add(row{"1", "signed-in start page, processor time a request", cpu["program"].over(cpu["ref5"]), "× REF5", atMost(1.25), atMost(0.45), remark})
	remark = fmt.Sprintf("%.0f a second; HELLO %.0f; REF5 %.0f (%.2f × HELLO); packed %.0f", median(rate["program"]), median(rate["hello"]),
		median(rate["ref5"]), rate["ref5"].over(rate["hello"]), median(rate["packed"]))
	r.add(row{"2", "the same, requests a second", rate["program"].over(rate["hello"]), "× HELLO", atLeast(0.12), atLeast(0.28), remark})
	return b.firstView(servers["program"], r)
}

// references finds what a page makes the browser fetch.
var references = regexp.MustCompile(`<(?:link[^>]* href|script[^>]* src|img[^>]* src)="([^"]+)"`)

// firstView measures row 3: everything that the first signed-in view takes, heads of the answers included.
func (b *bench) firstView(c *child, r *report) error {
	token := b.households[0].token
	page, size, err := fetch(c.address, request("/start", token, askPacked))
	if err != nil {
		return err
	}
	total, parts := size, []string{fmt.Sprintf("page %d", size)}
	for _, found := range references.FindAllSubmatch(page, -1) {
		address := string(found[1])
		if strings.HasPrefix(address, "data:") {
			continue
		}
		_, size, err := fetch(c.address, request(address, token, askPacked))
		if err != nil {
			return err
		}
		total += size
		parts = append(parts, fmt.Sprintf("%s %d", address, size))
	}
	remark := strings.Join(parts, ", ")
	r.add(row{"3", "first signed-in view, compressed, with the answers' heads", float64(total), "bytes", atMost(20_480), atMost(14_000), remark})
	r.add(row{"3", "requests for it", float64(len(parts)), "requests", atMost(3), atMost(2), ""})
	return nil
}

// fetch returns the unpacked body of an answer and its size on the wire.
func fetch(address string, request []byte) ([]byte, int64, error) {
	c, err := dial(address)
	if err != nil {
		return nil, 0, err
	}
	defer c.Close()
	if _, err := c.Write(bytes.Replace(request, []byte("\r\nHost:"), []byte("\r\nConnection: close\r\nHost:"), 1)); err != nil {
		return nil, 0, err
	}
	all, err := io.ReadAll(c.in)
	if err != nil {
		return nil, 0, err
	}
	answer, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(all)), nil)
	if err != nil {
		return nil, 0, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Encoding") != "gzip" {
		return nil, 0, fmt.Errorf("want a compressed page, got %s %s", answer.Status, answer.Header.Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(answer.Body)
	if err != nil {
		return nil, 0, err
	}
	plain, err := io.ReadAll(z)
	return plain, int64(len(all)), err
}
