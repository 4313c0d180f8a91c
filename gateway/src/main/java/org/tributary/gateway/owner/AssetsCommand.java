package org.tributary.gateway.owner;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary asset}: what an owner does with models, datasets and adapters. */
@Command(
    name = "asset",
    description = "Registers assets, shows them, and changes what their owner may change.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RegisterAsset.class,
      ListAssets.class,
      ShowAsset.class,
      ProveFile.class,
      SetTerms.class,
      SetPayout.class,
      ConsentCommands.class,
      TransferAsset.class,
      OfferAsset.class,
      AcceptAsset.class,
      VouchForAsset.class
    })
public final class AssetsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "say what to do with assets: register, list, show, … (see --help)");
  }
}
