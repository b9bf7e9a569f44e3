package org.s2r2.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.s2r2.experiment.cluster.ClusterException;
import org.s2r2.experiment.provenance.Code;
import org.s2r2.file.IoReason;
import org.s2r2.settings.InvalidInputException;
import org.s2r2.training.DivergedException;
import org.s2r2.training.TrainingStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/**
 * {@code s2r2}: results on standard output, everything else on standard error; exit 0 done, 1 failed, 2 bad input, 128 + n
 * ended by signal n.
 */
@Command(
        name = "s2r2",
        description = "Self-supervised ranking for representation learning.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            QuickstartCommand.class,
            PretrainCommand.class,
            EvaluateCommand.class,
            ReproduceCommand.class,
            CompareCommand.class,
            EmbedCommand.class,
            ExportCommand.class,
            IndexCommand.class,
            SearchCommand.class,
            DuplicatesCommand.class,
            OutliersCommand.class,
            SelectCommand.class,
            ExploreCommand.class,
            ScoreCommand.class,
            LossCommand.class,
            BenchCommand.class,
            DataCommand.class
        })
public final class Main {

    /** The exit code of bad usage and bad input. */
    static final int BAD_INPUT = 2;

    /** The exit code of work that failed. */
    static final int FAILED = 1;

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    /** The version and the commit that the build wrote down. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"s2r2 " + Code.running()};
        }
    }

    private Main() {}

    public static void main(String[] args) {
        // Libraries, such as the progress bar, write numbers in the default locale.
        Locale.setDefault(Locale.ROOT);
        StopOnSignal.endAtOnce();
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::badUsage)
                .setExecutionExceptionHandler(Main::failed);
    }

    private static int badUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("error: " + e.getMessage());
        command.getErr().println("see: " + command.getCommandSpec().qualifiedName() + " --help");
        return BAD_INPUT;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (e instanceof InvalidInputException) {
            command.getErr().println("error: " + e.getMessage());
            return BAD_INPUT;
        }
        if (e instanceof TrainingStoppedException stopped) {
            command.getErr().println(stopped.getMessage());
            return StopOnSignal.exitCode(stopped.reason());
        }
        if (e instanceof DivergedException || e instanceof ClusterException || e instanceof IOException || e instanceof UncheckedIOException) {
            command.getErr().println("error: " + message(e));
            LOG.debug("the cause", e);
            return FAILED;
        }
        LOG.error("unexpected; please report this", e);
        return FAILED;
    }

    /** The message of a failure. That of a missing or forbidden file is its bare name, which says too little. */
    private static String message(Exception e) {
        Throwable cause = e instanceof UncheckedIOException ? e.getCause() : e;
        if (cause instanceof NoSuchFileException || cause instanceof AccessDeniedException) {
            return cause.getMessage() + ": " + IoReason.of((IOException) cause);
        }
        // Without words of its own an UncheckedIOException has those of its cause behind the name of a class.
        return cause.toString().equals(e.getMessage()) ? cause.getMessage() : e.getMessage();
    }
}
