package org.tributary.gateway.accesskey;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.AccessKeyId;
import org.tributary.gateway.account.AccessKeys;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Admissions;
import org.tributary.gateway.account.KeyChange;
import org.tributary.gateway.account.KeyCheck;
import org.tributary.gateway.account.KeyLimits;
import org.tributary.gateway.account.KeySettings;
import org.tributary.gateway.account.NewKey;
import org.tributary.gateway.account.StoredKey;

/** {@code /v1/accounts/me/keys}: an account's access keys, for a key of it that manages keys. */
@Controller("/v1/accounts/me/keys")
@Consumes(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
class KeyController {

  private static final KeySettings BLANK = new KeySettings("", false, KeyLimits.NONE);

  private final Admissions admissions;
  private final AccessKeys keys;
  private final Clock clock;

  KeyController(Admissions admissions, AccessKeys keys, Clock clock) {
    this.admissions = admissions;
    this.keys = keys;
    this.clock = clock;
  }

  /** The one answer that shows an access key. */
  record NewKeyView(String accessKey, KeyView key) {}

  record KeyList(List<KeyView> keys) {}

  @Post
  @Status(HttpStatus.CREATED)
  NewKeyView create(
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization,
      @Nullable @Body String body) {
    AccountId account = manager(authorization);
    KeySettings settings = KeyBody.read(body).over(BLANK, clock.instant());
    return view(keys.create(account, settings).orElseThrow(KeyRefusals::tooMany));
  }

  @Get
  KeyList list(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization) {
    return new KeyList(keys.list(manager(authorization)).stream().map(this::view).toList());
  }

  /** Any key may look at itself, to know what it has left. */
  @Get("/{id}")
  KeyView show(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization, String id) {
    KeyCheck.Valid shown = admissions.requireKey(authorization);
    if (shown.key().id().text().equals(id)) {
      return view(shown.key());
    }
    return view(keys.find(requireManager(shown), keyId(id)).orElseThrow(KeyRefusals::unknownKey));
  }

  @Patch("/{id}")
  KeyView change(
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization,
      String id,
      @Nullable @Body String body) {
    AccountId account = manager(authorization);
    KeyBody wanted = KeyBody.read(body);
    return done(
        keys.change(account, keyId(id), settings -> wanted.over(settings, clock.instant())));
  }

  @Delete("/{id}")
  KeyView revoke(@Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization, String id) {
    return done(keys.revoke(manager(authorization), keyId(id)));
  }

  @Post("/{id}/rotate")
  NewKeyView rotate(
      @Nullable @Header(HttpHeaders.AUTHORIZATION) String authorization,
      String id,
      @Nullable @Body String body) {
    AccountId account = manager(authorization);
    return view(
        keys.rotate(account, keyId(id), KeyBody.read(body).grace())
            .orElseThrow(KeyRefusals::unknownKey));
  }

  private AccountId manager(@Nullable String authorization) {
    return requireManager(admissions.requireKey(authorization));
  }

  /**
   * A secret that was replaced, perhaps because it leaked, may spend a while but change nothing.
   */
  private static AccountId requireManager(KeyCheck.Valid shown) {
    if (!shown.key().settings().manages() || !shown.current()) {
      throw KeyRefusals.cannotManage();
    }
    return shown.account().id();
  }

  private static AccessKeyId keyId(String id) {
    return AccessKeyId.parse(id).orElseThrow(KeyRefusals::unknownKey);
  }

  private KeyView done(KeyChange change) {
    return switch (change) {
      case KeyChange.Done(StoredKey key) -> view(key);
      case KeyChange.Unknown() -> throw KeyRefusals.unknownKey();
      case KeyChange.LastManager() -> throw KeyRefusals.lastManager();
    };
  }

  private NewKeyView view(NewKey made) {
    return new NewKeyView(made.accessKey().reveal(), view(made.stored()));
  }

  private KeyView view(StoredKey key) {
    return KeyView.of(key, clock.instant());
  }
}
