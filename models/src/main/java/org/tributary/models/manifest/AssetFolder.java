package org.tributary.models.manifest;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of an asset on disk: one file, or a folder with what lies in and below it. Hidden names
 * are left out; nothing outside the folder is ever read, whatever links say.
 */
public final class AssetFolder {
  private final Path root;
  private final List<Path> files;

  private AssetFolder(Path root, List<Path> files) {
    this.root = root;
    this.files = files;
  }

  /** Told of each block that was read: how many bytes of how many. */
  @FunctionalInterface
  public interface Progress {
    void read(long bytes, long ofBytes);
  }

  /**
   * @throws InvalidManifest for a link that leads out, too many files, or none
   */
  public static AssetFolder of(Path fileOrFolder) throws IOException {
    Path real = fileOrFolder.toRealPath();
    if (Files.isRegularFile(real)) {
      Path file = fileOrFolder.toAbsolutePath();
      return new AssetFolder(
          Objects.requireNonNull(file.getParent(), "a file lies in a folder"), List.of(file));
    }
    Collector found = new Collector(real);
    Files.walkFileTree(real, found);
    return new AssetFolder(real, found.files);
  }

  /** Only what an engine computes with, where the folder is a model in Hugging Face's layout. */
  public AssetFolder computedWith() throws IOException {
    if (!Files.exists(root.resolve("config.json"))) {
      return this;
    }
    Set<String> names = Set.copyOf(ModelManifest.computedWith(root));
    List<Path> chosen =
        files.stream()
            .filter(file -> names.contains(relative(file)))
            .collect(Collectors.toCollection(ArrayList::new));
    return new AssetFolder(root, chosen);
  }

  /** Reads all of it once. */
  public Content read(Progress progress) throws IOException {
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    long all = total;
    long[] done = new long[1];
    ChunkSketch sketch = new ChunkSketch();
    FileHashing hashing = new FileHashing(sketch, bytes -> progress.read(done[0] += bytes, all));
    List<AssetFile> hashed = new ArrayList<>();
    for (Path file : files) {
      hashed.add(hashing.hash(file, relative(file)));
    }
    if (hashed.isEmpty()) {
      throw new InvalidManifest("no_files", "there are no files to register in " + root);
    }
    hashed.sort(AssetFile.ORDER);
    return new Content(hashed, sketch.text());
  }

  /** What was read: the files in order, and the sketch of all their bytes. */
  public record Content(List<AssetFile> files, String sketch) {
    public Content {
      files = List.copyOf(files);
    }
  }

  private String relative(Path file) {
    String path =
        root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
    // Some file systems hand out names in another form than they were given.
    String name = Normalizer.normalize(path, Normalizer.Form.NFC);
    AssetFile.requirePath(name);
    return name;
  }

  /** Finds the plain files, and links to plain files inside. */
  private static final class Collector extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> files = new ArrayList<>();

    Collector(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return isHidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (isHidden(file)) {
        return FileVisitResult.CONTINUE;
      }
      if (attributes.isSymbolicLink()) {
        requireInside(file);
      } else if (!attributes.isRegularFile()) {
        throw new InvalidManifest("not_a_file", file + " is not a plain file");
      }
      files.add(file);
      if (files.size() > AssetManifest.MAX_FILES) {
        throw AssetManifest.tooManyFiles();
      }
      return FileVisitResult.CONTINUE;
    }

    private boolean isHidden(Path path) {
      return !path.equals(root) && path.getFileName().toString().startsWith(".");
    }

    private void requireInside(Path link) throws IOException {
      Path target = link.toRealPath();
      if (!target.startsWith(root)) {
        throw new InvalidManifest(
            "path_outside_folder", link + " links to " + target + ", outside the folder");
      }
      if (!Files.isRegularFile(target)) {
        throw new InvalidManifest("not_a_file", link + " does not link to a plain file");
      }
    }
  }
}
