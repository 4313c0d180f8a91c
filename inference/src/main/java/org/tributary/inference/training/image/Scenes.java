package org.tributary.inference.training.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes scenes of the pictures by chance: one thing, two side by side, or a number of one. */
final class Scenes {
  private static final double PAIRS = 0.17;
  private static final double COUNTS = 0.13;
  private static final double TILE_GROUND = 0.4;
  private static final int TRIES = 200;
  private static final List<String> NUMBERS = List.of("two", "three", "four");

  /** Corners of half-sized copies, by their number less two. */
  private static final int[][][] PLACES = {
    {{0, 16}, {32, 16}}, {{0, 0}, {32, 0}, {16, 32}}, {{0, 0}, {32, 0}, {0, 32}, {32, 32}}
  };

  private final List<PictureSet> sets;

  Scenes(List<PictureSet> sets) {
    this.sets = sets;
  }

  Scene draw(RandomGenerator random) {
    PictureSet set = set(random);
    double kind = random.nextDouble();
    if (kind < PAIRS) {
      return pair(set, random);
    }
    return kind < PAIRS + COUNTS ? count(set, random) : single(set, random);
  }

  private PictureSet set(RandomGenerator random) {
    double at = random.nextDouble() * sets.stream().mapToDouble(s -> s.style().weight()).sum();
    for (PictureSet set : sets) {
      at -= set.style().weight();
      if (at < 0) {
        return set;
      }
    }
    return sets.getLast();
  }

  private Scene single(PictureSet set, RandomGenerator random) {
    Picture picture = pick(set, random);
    // A third of the tiles are floors and walls, much alike.
    if (picture.group().equals("dngn") && random.nextDouble() > TILE_GROUND) {
      picture = pick(set, random);
    }
    Subject subject = Subject.of(picture, random);
    Background ground = Background.of(subject, random);
    return new Scene(
        subject.picture().raster(), ground.rgb(), subject.caption(random) + ground.words());
  }

  /** "a cat left of a dog", or the same from the other side. */
  private Scene pair(PictureSet set, RandomGenerator random) {
    Optional<Picture> one = placeable(set, random);
    Optional<Picture> other = placeable(set, random);
    if (one.isEmpty() || other.isEmpty()) {
      return single(set, random);
    }
    Subject left = Subject.of(one.get(), random);
    Subject right = Subject.of(other.get(), random);
    int side = left.picture().raster().side();
    Raster raster = Raster.transparent(side);
    raster.put(left.picture().raster().halved(), 0, random.nextInt(side / 2 + 1));
    raster.put(right.picture().raster().halved(), side / 2, random.nextInt(side / 2 + 1));
    String a = Noun.one(left.noun(random));
    String b = Noun.one(right.noun(random));
    String caption = random.nextBoolean() ? a + " left of " + b : b + " right of " + a;
    Background ground = Background.of(List.of(left, right), random);
    return new Scene(
        raster, ground.rgb(), caption + Subject.style(set.style(), random) + ground.words());
  }

  /** "three cats", in rows of two. */
  private Scene count(PictureSet set, RandomGenerator random) {
    Optional<Picture> picture = placeable(set, random);
    if (picture.isEmpty()) {
      return single(set, random);
    }
    Subject subject = Subject.of(picture.get(), random);
    Optional<String> many = Noun.many(subject.noun(random));
    if (many.isEmpty()) {
      return single(set, random);
    }
    int number = random.nextInt(NUMBERS.size());
    Raster whole = subject.picture().raster();
    Raster raster = Raster.transparent(whole.side());
    for (int[] corner : PLACES[number]) {
      raster.put(whole.halved(), corner[0] * whole.side() / 64, corner[1] * whole.side() / 64);
    }
    Background ground = Background.of(subject, random);
    String caption = NUMBERS.get(number) + " " + many.get();
    return new Scene(
        raster, ground.rgb(), caption + Subject.style(set.style(), random) + ground.words());
  }

  private static Picture pick(PictureSet set, RandomGenerator random) {
    return set.learnt().get(random.nextInt(set.learnt().size()));
  }

  private static Optional<Picture> placeable(PictureSet set, RandomGenerator random) {
    for (int i = 0; i < TRIES; i++) {
      Picture picture = pick(set, random);
      if (picture.placeable()) {
        return Optional.of(picture);
      }
    }
    return Optional.empty();
  }

  /** Every held-out picture as it is, on white, called by its name. */
  List<Scene> heldOut() {
    List<Scene> scenes = new ArrayList<>();
    for (PictureSet set : sets) {
      set.heldOut().forEach(p -> scenes.add(plain(p)));
    }
    return scenes;
  }

  /** As many learnt pictures as there are held out, shown alike, to compare with. */
  List<Scene> learnt() {
    List<Scene> scenes = new ArrayList<>();
    for (PictureSet set : sets) {
      int every = Math.max(1, set.learnt().size() / Math.max(1, set.heldOut().size()));
      for (int i = 0; i < set.heldOut().size() && i * every < set.learnt().size(); i++) {
        scenes.add(plain(set.learnt().get(i * every)));
      }
    }
    return scenes;
  }

  /** {@code picture} as it is, on white, called by its name. */
  static Scene plain(Picture picture) {
    String caption = picture.name() + ", " + picture.style().words();
    return new Scene(picture.raster(), ColourWord.WHITE.rgb(), caption);
  }
}
