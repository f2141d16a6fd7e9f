// Package web is the server. It finds the municipality by the host, makes the visit, holds every route to its policy in one
// place, and shows one error page for whatever a handler returns. The pages themselves are in public, citizen and staff.
package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"

	"bistand/aid"
	"bistand/lang"
	"bistand/web/site"
)

// Config is how the server is reached. The zero Config serves plain HTTP on this machine, without a proxy before it.
type Config struct {
	Languages      *lang.Catalogues
	Secure         bool           // browsers reach it by https
	TrustedProxies []netip.Prefix // whose X-Forwarded-For is believed; none by default
	// OrderRate is how many log-ins and signatures one network address may start: a burst at once, and then one for each
	// pause. Zero is a burst of 20 and a pause of three seconds: a library or a shared home has one address.
	OrderRate Rate
}

// Rate is a burst at once, and then one for each pause.
type Rate struct {
	Burst int
	Pause time.Duration
}

// Server serves many municipalities by the names of their hosts.
type Server struct {
	config  Config
	places  []*place
	hosts   map[string]*place // by host name, lower-case
	bare    http.Handler      // for every other host
	pack    func(http.Handler) http.HandlerFunc
	limits  *limits
	origins *http.CrossOriginProtection
	headers http.Header // what holds for every answer
}

// New makes a server. Two municipalities with one host, or a route without a policy, is an error. A municipality with an Open
// is opened at its first visit, or by OpenAll.
func New(tenants []*site.Tenant, config Config) (*Server, error) {
	if config.Languages == nil {
		return nil, errors.New("serve: no languages")
	}
	if config.OrderRate.Burst == 0 {
		config.OrderRate = Rate{Burst: 20, Pause: 3 * time.Second}
	}
	s := &Server{
		config: config, hosts: map[string]*place{},
		limits: newLimits(config.OrderRate), origins: http.NewCrossOriginProtection(), headers: headersFor(config),
	}
	// Fast packing: a page is made anew for each visit, and below a kilobyte the wrapping costs more than it saves.
	pack, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.CompressionLevel(gzip.BestSpeed),
		gzhttp.ContentTypes([]string{"text/html", "application/json", "image/svg+xml"}))
	if err != nil {
		return nil, fmt.Errorf("serve: %w", err)
	}
	s.pack = pack
	if _, err := s.pages(nil); err != nil { // the routes are the same for all: a fault in them is found before any is opened
		return nil, fmt.Errorf("serve: %w", err)
	}
	for _, t := range tenants {
		p := &place{server: s, known: t}
		if t.Open == nil {
			p.opened.Store(p.route(t))
		}
		s.places = append(s.places, p)
		for _, host := range hostsOf(t) {
			if _, taken := s.hosts[host]; taken {
				return nil, fmt.Errorf("serve %s: the host %s belongs to another municipality", t.Municipality.Slug, host)
			}
			s.hosts[host] = p
		}
	}
	s.bare = s.listMunicipalities()
	return s, nil
}

// hostsOf lists the names that a municipality is reached by, each once.
func hostsOf(t *site.Tenant) []string {
	names := []string{t.Municipality.Slug + ".localhost"}
	for _, host := range t.Municipality.Hosts {
		names = append(names, strings.ToLower(host))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// pages routes the addresses of one municipality; of none, to see whether they can be.
func (s *Server) pages(t *site.Tenant) (mux *http.ServeMux, err error) {
	defer func() {
		if p := recover(); p != nil { // the mux panics at two routes with one pattern
			err = fmt.Errorf("routes: %v", p)
		}
	}()
	mux = http.NewServeMux()
	for _, route := range Routes() {
		if route.Policy.Kind == "" || route.Policy.Kind == site.StaffOnly && len(route.Policy.Roles) == 0 {
			return nil, fmt.Errorf("the route %s has no policy", route.Pattern)
		}
		mux.Handle(route.Pattern, s.page(t, route))
	}
	// What no route answers, an address or a method, is answered here, so that it too has headers, language and error page.
	nowhere := site.Route{Pattern: "/", Policy: site.Open.WithoutKey(), Handler: func(*site.Visit) error { return aid.ErrNotFound }}
	mux.Handle("/", s.page(t, nowhere))
	return mux, nil
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	maps.Copy(w.Header(), s.headers)
	if len(r.TransferEncoding) > 0 {
		// net/http lets a Content-Length beside Transfer-Encoding pass and keeps the connection, which another server in
		// between may cut at another place. Browsers send no request so; whoever does gets one answer per connection.
		w.Header().Set("Connection", "close")
	}
	if r.URL.Path == "/healthz" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		s.health(w, r)
		return
	}
	if p, ok := s.hosts[hostName(r.Host)]; ok {
		p.ServeHTTP(w, r)
		return
	}
	s.bare.ServeHTTP(w, r)
}

// hostName is the host of a request without its port, in lower case.
func hostName(host string) string {
	if strings.Contains(host, ":") {
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

// contentPolicy lets pages load from this host only, run no script and no style that stands in the page, send forms nowhere
// else, and stand in no other page.
const contentPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headersFor are the headers that hold for every answer. All answers share them: Header.Set puts others in their place.
func headersFor(config Config) http.Header {
	h := http.Header{}
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	// Our addresses are never told to others. To ourselves they are: under no-referrer browsers send forms with the origin
	// "null", and an older telephone, which sends nothing else to tell by, could then send no form at all.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if config.Secure {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
	return h
}

// healthPatience is how long a register may take to answer before it counts as down.
const healthPatience = 2 * time.Second

// health answers whether every register answers that has been opened, or could not be.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), healthPatience)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, p := range s.places {
		err := p.failed()
		if o := p.opened.Load(); o != nil {
			err = o.tenant.Desk.Register.Ping(ctx)
		}
		if err != nil {
			slog.ErrorContext(ctx, "a register does not answer", "municipality", p.known.Municipality.Slug, "error", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, "a register does not answer\n")
			return
		}
	}
	_, _ = io.WriteString(w, "ok\n")
}

// The time-outs of a connection. A page is answered within pageTime; a file may take its sender uploadTime to send.
const (
	headerTime = 5 * time.Second
	readTime   = 30 * time.Second
	pageTime   = 30 * time.Second
	writeTime  = 60 * time.Second
	idleTime   = 75 * time.Second
	uploadTime = 5 * time.Minute
)

// HTTPServer makes the server of connections, with all its limits set.
func HTTPServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
}
