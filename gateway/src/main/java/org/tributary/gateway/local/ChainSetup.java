package org.tributary.gateway.local;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.chain.WorkerRegistryContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.models.manifest.ModelManifest;

/**
 * Makes a development chain ready: contracts, the shipped models with their lineage, the workers.
 */
final class ChainSetup {
  /** Whose key the stack holds: the name that shipped manifests give as owner. */
  static final String OWNER = "Tributary";

  private static final BigInteger GAS_MONEY = BigInteger.TEN.pow(20);
  private final StackHome home;
  private final Chain chain;
  private final SecureRandom random;

  ChainSetup(StackHome home, URI rpcUrl, SecureRandom random) {
    this.home = home;
    this.chain = Chain.connect(rpcUrl);
    this.random = random;
  }

  Chain chain() {
    return chain;
  }

  /** A sender for the key called {@code name}, made and given coins for gas where it is new. */
  TxSender sender(String name) throws IOException {
    SigningKey key = KeyFile.readOrCreate(home.key(name));
    if (chain.nativeBalance(key.address()).signum() == 0) {
      DevelopmentChain.of(chain).setNativeBalance(key.address(), GAS_MONEY);
    }
    return TxSender.of(chain, key);
  }

  Deployment deploy(TxSender operator, Duration activationDelay) throws IOException {
    if (Files.exists(home.deploymentFile())) {
      Deployment known = Deployment.read(home.deploymentFile());
      if (known.isOn(chain)) {
        return known;
      }
      throw new StackFailure(
          "the chain does not have the contracts of "
              + home.deploymentFile()
              + ": its state was lost. Start anew with `./tributary up --fresh`");
    }
    Deployment deployed =
        Deployer.deploy(
            chain,
            operator,
            new Deployer.Options(operator.address(), operator.address(), activationDelay)
                .with(Deployer.RegistryTimes.DEVELOPMENT));
    deployed.write(home.deploymentFile());
    return deployed;
  }

  /** From now on, and for ever, receipts that this key signed are the operator's. */
  void addReceiptSigner(TxSender owner, Deployment deployment, Address key) {
    OperatorAuthorizerContract authorizer =
        new OperatorAuthorizerContract(chain, deployment.operatorAuthorizer());
    if (!authorizer.isReceiptSigner(key)) {
      authorizer.addReceiptSigner(owner, key);
    }
  }

  /**
   * Registers every model below {@code models} that has a manifest, and answers what its files are.
   */
  List<byte[]> registerModels(Deployment deployment, Path models) throws IOException {
    ModelRegistration registration =
        new ModelRegistration(
            new AssetRegistryContract(chain, deployment.assetRegistry()),
            sender("owner.key"),
            OWNER,
            random);
    for (Path model : shippedModels(models)) {
      registration.register(model);
    }
    return registration.manifests();
  }

  static List<Path> shippedModels(Path models) throws IOException {
    try (Stream<Path> folders = Files.list(models)) {
      return folders.filter(f -> Files.exists(f.resolve(ModelManifest.FILE))).sorted().toList();
    }
  }

  /** The worker registers itself; its payout address is its own. */
  void registerWorker(Deployment deployment, ModelWorker worker) throws IOException {
    TxSender sender = sender(worker.keyName());
    WorkerRegistryContract registry =
        new WorkerRegistryContract(chain, deployment.workerRegistry());
    if (!registry.endpointOf(sender.address()).equals(worker.url())) {
      registry.register(sender, worker.url(), sender.address());
    }
  }
}
