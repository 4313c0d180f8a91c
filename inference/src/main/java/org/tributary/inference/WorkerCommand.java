package org.tributary.inference;

import picocli.CommandLine.Command;

/** {@code tributary worker}: serves models. */
@Command(
    name = "worker",
    description = "Run a worker.",
    mixinStandardHelpOptions = true,
    subcommands = ServeCommand.class)
final class WorkerCommand {}
