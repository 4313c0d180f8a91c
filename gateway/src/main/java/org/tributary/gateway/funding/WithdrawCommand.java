package org.tributary.gateway.funding;

import picocli.CommandLine.Command;

/** {@code tributary withdraw}: a payer's way out of a channel that needs nobody's help. */
@Command(
    name = "withdraw",
    description =
        "Takes a balance out of a channel straight from the contract: 'start', then after the"
            + " channel's delay 'finish'. Needs a node of the chain and the payer's key; no"
            + " gateway.",
    mixinStandardHelpOptions = true,
    subcommands = {WithdrawStart.class, WithdrawFinish.class, WithdrawStatus.class})
public final class WithdrawCommand {}
