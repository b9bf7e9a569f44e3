package org.s2r2.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        description = "Measures how fast things run on this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchStepCommand.class,
            BenchLoaderCommand.class,
            BenchViewsCommand.class,
            BenchLossCommand.class
        })
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    /** There is nothing to do without a subcommand. */
    @Override
    public Integer call() {
        CommandLine line = command.commandLine();
        line.usage(line.getErr());
        return Main.BAD_INPUT;
    }
}
