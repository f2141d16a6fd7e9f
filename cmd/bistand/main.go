// Command bistand runs the whole system: the citizens' e-service and the staff's desk for one or many municipalities.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"reflect"
	"strings"
	"syscall"

	"github.com/alexflint/go-arg"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = "unreleased"

// commands is the command line.
type commands struct {
	Demo     *demoCmd     `arg:"subcommand" help:"Start everything with invented people and simulated outside systems."`
	Serve    *serveCmd    `arg:"subcommand" help:"Serve the municipalities of a settings file or folder."`
	Migrate  *migrateCmd  `arg:"subcommand" help:"Bring the registers of a settings file or folder up to date."`
	Verify   *verifyCmd   `arg:"subcommand" help:"Check that no fact of a register was altered, added or taken away, and make every calculation again."`
	Calc     *calcCmd     `arg:"subcommand" help:"Work out scenario files, and hold them against what they expect."`
	Simulate *simulateCmd `arg:"subcommand" help:"Try other guidelines on the calculations of a month: who gains, who loses, how much. Nothing is kept."`
	Rules    *struct {
		Check *rulesCheckCmd `arg:"subcommand" help:"Check rule files: the ones built in, or those of a folder."`
		Diff  *rulesDiffCmd  `arg:"subcommand" help:"Tell what changed between two days, years, rule files or folders."`
	} `arg:"subcommand" help:"Work with norms and guidelines."`
	Version *versionCmd `arg:"subcommand" help:"Print the version."`
}

// command is what the command line chose.
type command interface {
	Run(ctx context.Context) error
}

// misused is the exit status of a command line that cannot be understood.
const misused = 80

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parser := newParser()
	chosen, err := choose(parser, os.Args[1:])
	if err != nil {
		writeHelp(os.Stdout, parser)
		if errors.Is(err, arg.ErrHelp) {
			return
		}
		fmt.Fprintln(os.Stderr, "bistand: error:", err)
		os.Exit(misused)
	}
	logTo(os.Stderr)
	if err := chosen.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bistand:", err)
		os.Exit(1)
	}
}

// logTo has everything logged that we write, and nothing else. The older log is not ours, but net/http writes to it: of an answer that goes on
// after its end it prints the rest, whoever that is about.
func logTo(w io.Writer) {
	slog.SetDefault(slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelInfo})))
	log.SetOutput(io.Discard)
}

func newParser() *arg.Parser {
	parser, err := arg.NewParser(arg.Config{Program: "bistand", IgnoreEnv: true}, &commands{})
	if err != nil {
		panic(err) // a tag of a command is wrong
	}
	return parser
}

// choose reads the command line.
func choose(parser *arg.Parser, args []string) (command, error) {
	if err := parser.Parse(args); err != nil {
		return nil, err
	}
	chosen, ok := parser.Subcommand().(command)
	if !ok {
		return nil, errors.New("a command is missing")
	}
	if c, ok := chosen.(interface{ conflict() error }); ok {
		return chosen, c.conflict()
	}
	return chosen, nil
}

// writeHelp writes what the command that was named is for, and how it is called.
func writeHelp(w io.Writer, parser *arg.Parser) {
	purpose, in := "The system by which a Swedish municipality handles ekonomiskt bistånd.", reflect.TypeFor[commands]()
	for _, name := range parser.SubcommandNames() {
		field, _ := in.FieldByNameFunc(func(field string) bool { return strings.EqualFold(field, name) })
		purpose, in = field.Tag.Get("help"), field.Type.Elem()
	}
	fmt.Fprintln(w, purpose)
	parser.WriteHelp(w)
	if in == reflect.TypeFor[commands]() {
		fmt.Fprintln(w, "\nRun \"bistand <command> --help\" for more information on a command.")
	}
}

// versionCmd prints the version.
type versionCmd struct{}

// Run prints it.
func (versionCmd) Run(context.Context) error {
	fmt.Println("bistand", version)
	return nil
}
