package org.s2r2.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.s2r2.bench.RoundStatistics;
import org.s2r2.settings.InvalidInputException;
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
            BenchEmbedCommand.class,
            BenchLoaderCommand.class,
            BenchViewsCommand.class,
            BenchLossCommand.class,
            BenchKnnCommand.class,
            BenchSearchCommand.class
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

    /** @throws InvalidInputException if an option is out of range */
    static void require(String option, int found, int least, int most) {
        if (found < least || found > most) {
            throw new InvalidInputException(option + ": found " + found + ", expected from " + least + " to " + most);
        }
    }

    /** What was measured of a row, behind its name. */
    static ObjectNode put(ObjectNode row, RoundStatistics measured, String unit) {
        return row.put("value", measured.median())
                .put("unit", unit)
                .put("min", measured.min())
                .put("max", measured.max());
    }

    /** The ratio against the row that others are compared with. */
    static ObjectNode putRatio(ObjectNode row, RoundStatistics ratio) {
        return row.put("ratio", ratio.median()).put("ratioMin", ratio.min()).put("ratioMax", ratio.max());
    }
}
