package org.tributary.gateway.succession;

import picocli.CommandLine.Command;

/** {@code tributary epoch}: what a gateway does for its payees, done by somebody else. */
@Command(
    name = "epoch",
    description = {
      "Goes on where a gateway is gone: needs a node of the chain and what it had published.",
      "In this order: 'operator' and 'claim' by a successor, then 'post' and 'activate' by anyone.",
      "'watchers' names who must sign what is posted; without them only the operator may post."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      RotateOperator.class,
      NameWatchers.class,
      AddReceiptSigner.class,
      ClaimVouchers.class,
      PostEpoch.class,
      ActivateEpoch.class
    })
public final class EpochCommand {}
