package org.s2r2.cli;

import picocli.CommandLine.Command;

@Command(
        name = "data",
        description = "Fetches datasets, and shows what is in them.",
        mixinStandardHelpOptions = true,
        subcommands = {FetchCommand.class, InspectCommand.class})
final class DataCommand {}
