// Command bistand runs the whole system: the citizens' e-service and the staff's desk for one or many municipalities.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version = "unreleased"

// commands is the command line.
type commands struct {
	Demo     demoCmd     `cmd:"" help:"Start everything with invented people and simulated outside systems."`
	Serve    serveCmd    `cmd:"" help:"Serve the municipalities of a settings file or folder."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the registers of a settings file or folder up to date."`
	Verify   verifyCmd   `cmd:"" help:"Check that no fact of a register was altered, added or taken away, and make every calculation again."`
	Calc     calcCmd     `cmd:"" help:"Work out scenario files, and hold them against what they expect."`
	Simulate simulateCmd `cmd:"" help:"Try other guidelines on the calculations of a month: who gains, who loses, how much. Nothing is kept."`
	Rules    struct {
		Check rulesCheckCmd `cmd:"" help:"Check rule files: the ones built in, or those of a folder."`
		Diff  rulesDiffCmd  `cmd:"" help:"Tell what changed between two days, years, rule files or folders."`
	} `cmd:"" help:"Work with norms and guidelines."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var cli commands
	parser := kong.Must(&cli, kong.Name("bistand"), kong.UsageOnError(),
		kong.Description("The system by which a Swedish municipality handles ekonomiskt bistånd."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	parsed, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo})))
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "bistand:", err)
		os.Exit(1)
	}
}

// versionCmd prints the version.
type versionCmd struct{}

// Run prints it.
func (versionCmd) Run() error {
	fmt.Println("bistand", version)
	return nil
}
