package org.s2r2.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The page of commands lists every option: beside its command, or among those of several commands, with the command's name. */
class CommandsPageTest {

    private static final List<String> OF_ALL = List.of("--help", "--version", "--json");

    @Test
    void everyOptionOfEveryCommandIsListed() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "commands.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();
        List<String> missing = new ArrayList<>();
        Main.commandLine().getSubcommands().forEach((name, command) -> {
            check(name, command, rows, missing);
            command.getSubcommands().forEach((below, leaf) -> check(name + " " + below, leaf, rows, missing));
        });
        assertThat(missing).isEmpty();
    }

    private static void check(String name, CommandLine command, List<String> rows, List<String> missing) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            String longest = option.longestName();
            String written = option.negatable() ? longest.replaceFirst("--", "--(no-)?") : longest;
            String named = name.startsWith("bench ") ? "the benches" : "`" + name + "`";
            String own = "\\| `" + name + "[` ].*" + written + "\\b.*";
            String ofSeveral = "\\| `--.*" + written.substring(2) + "\\b.*\\|[^|]*" + named + "[^|]*\\|";
            if (!OF_ALL.contains(longest) && rows.stream().noneMatch(row -> row.matches(own) || row.matches(ofSeveral))) {
                missing.add(name + " " + longest);
            }
        }
    }
}
