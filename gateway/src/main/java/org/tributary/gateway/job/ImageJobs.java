package org.tributary.gateway.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.KeyValue;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** Jobs in Redis, where any gateway finds them, until they expire. */
@Singleton
public final class ImageJobs {
  private static final LuaScript CREATE = LuaScript.load("image_job_create");
  private static final LuaScript SET = LuaScript.load("image_job_set");
  private static final String DOCUMENT = "document";
  private static final String AT = "at";
  private static final String ACCOUNT = "account";
  private static final String FENCE = "fence";
  private static final String WISH = "wish";
  private static final String CANCEL = "cancel";

  private final Redis redis;
  private final ImageFiles files;
  private final JobConfig config;
  private final ObjectMapper json;
  private final Clock clock;

  ImageJobs(Redis redis, ImageFiles files, JobConfig config, ObjectMapper json, Clock clock) {
    this.redis = redis;
    this.files = files;
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  /** What the payer of a running job wants of it. */
  public enum Wish {
    GO_ON,
    CANCEL,
    /** It was deleted: nobody will look at it. */
    FORGET
  }

  /** When a job that is created now expires, seconds since 1970. */
  public long expiry() {
    return clock.instant().plus(config.keepFor()).getEpochSecond();
  }

  /**
   * Stores a new job; the oldest of the account's go where it has too many.
   *
   * @param fence of the call's reservation: only its holder can change the job
   */
  public void create(ImageJob job, AccountId account, long fence) {
    long now = clock.millis();
    CREATE.run(
        redis,
        List.of(key(job.id())),
        Long.toString(config.keepFor().toMillis()),
        DOCUMENT,
        text(job),
        AT,
        Long.toString(now),
        ACCOUNT,
        account.text(),
        FENCE,
        Long.toString(fence));
    redis.commands().zadd(list(account), now, job.id().text());
    redis.commands().pexpire(list(account), config.keepFor().toMillis());
    redis
        .commands()
        .zrange(list(account), 0, -1L - config.maxPerAccount())
        .forEach(old -> JobId.parse(old).ifPresent(this::delete));
  }

  /** Stores how far a job is, unless it was deleted or another try runs it now. */
  public Wish save(ImageJob job, long fence) {
    String now = Long.toString(clock.millis());
    List<String> answer =
        SET.run(redis, List.of(key(job.id())), Long.toString(fence), DOCUMENT, text(job), AT, now);
    if (answer.getFirst().equals("gone")) {
      return Wish.FORGET;
    }
    return answer.get(1).equals(CANCEL) ? Wish.CANCEL : Wish.GO_ON;
  }

  /** Empty where there is none, or not any more. */
  public Optional<ImageJob> find(JobId id) {
    List<KeyValue<String, String>> fields = redis.commands().hmget(key(id), DOCUMENT, AT);
    String document = fields.getFirst().getValueOrElse("");
    if (document.isEmpty()) {
      return Optional.empty();
    }
    ImageJob job = read(document);
    long said = Long.parseLong(fields.get(1).getValueOrElse("0"));
    boolean lost =
        !job.status().isEnd() && clock.millis() - said > config.abandonedAfter().toMillis();
    return Optional.of(lost ? job.abandoned() : job);
  }

  /** Asks for a job to be stopped; one that has ended stays as it is. */
  public void cancel(JobId id) {
    SET.run(redis, List.of(key(id)), "", WISH, CANCEL);
  }

  /** Forgets a job and its images; one that runs is stopped. */
  public void delete(JobId id) {
    Optional<ImageJob> job = find(id);
    String account = redis.commands().hget(key(id), ACCOUNT);
    redis.commands().del(key(id));
    if (account != null) {
      redis.commands().zrem(list(new AccountId(account)), id.text());
    }
    job.ifPresent(known -> {
      known.files().forEach(files::delete);
      known.previews().forEach(files::delete);
    });
  }

  /** An account's jobs, the newest first, beginning behind {@code after}. */
  public List<ImageJob> list(AccountId account, @Nullable JobId after, int most) {
    String list = list(account);
    long from = 0;
    if (after != null) {
      Long rank = redis.commands().zrevrank(list, after.text());
      from = rank == null ? 0 : rank + 1;
    }
    List<ImageJob> jobs = new ArrayList<>();
    List<String> expired = new ArrayList<>();
    while (jobs.size() < most) {
      List<String> page = redis.commands().zrevrange(list, from, from + most - 1);
      for (String id : page) {
        Optional<ImageJob> job = JobId.parse(id).flatMap(this::find);
        if (job.isEmpty()) {
          expired.add(id);
        } else if (jobs.size() < most) {
          jobs.add(job.get());
        }
      }
      if (page.size() < most) {
        break;
      }
      from += most;
    }
    expired.forEach(id -> redis.commands().zrem(list, id));
    return jobs;
  }

  private static String key(JobId id) {
    return "image-job:" + id.text();
  }

  private static String list(AccountId account) {
    return "image-jobs:" + account.text();
  }

  private String text(ImageJob job) {
    try {
      return json.writeValueAsString(job);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private ImageJob read(String document) {
    try {
      return json.readValue(document, ImageJob.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored job cannot be read", e);
    }
  }
}
