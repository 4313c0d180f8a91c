package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.torchscript.ScriptArchive;
import org.tributary.models.torchscript.ScriptModule;

/** Every kind of attribute that an archive can carry, as torch reads it back. */
class ScriptArchiveIT {
  private static final String SOURCE =
      """
      class Part(Module):
        __parameters__ = []
        __buffers__ = ["w", ]
        training : bool
        w : Tensor
        def times(self: __torch__.Part,
          x: Tensor) -> Tensor:
          return torch.mul(x, self.w)
      class Whole(Module):
        __parameters__ = ["p", ]
        __buffers__ = ["half", ]
        training : bool
        p : Tensor
        half : Tensor
        list : List[Tensor]
        count : int
        big : int
        factor : float
        word : str
        flag : bool
        part : __torch__.Part
        def forward(self: __torch__.Whole,
          x: Tensor) -> Tensor:
          y = (self.part).times(torch.add(x, self.p))
          z = torch.add(torch.mul(y, self.factor), torch.add((self.list)[0], (self.list)[1]))
          n = torch.add(self.count, torch.len(self.word))
          if self.flag:
            m = torch.add(n, torch.floordiv(self.big, 4294967296))
          else:
            m = 0
          return torch.add(torch.add(z, m), self.half.to(6))
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void write_givesWhatTorchLoadsAndRuns() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    Tensor row = Tensor.ofFloats(new float[] {1, 2, 3}, 3);
    ScriptModule root =
        new ScriptModule("Whole")
            .set("p", new ScriptModule.Parameter(row))
            .set("half", Tensor.ofFloats(new float[] {0.5f, 0.25f, -1}, 3).to(DType.BF16))
            .set("list", List.of(row, Tensor.ofFloats(new float[] {10, 20, 30}, 3)))
            .set("count", 300)
            .set("big", 3L << 32)
            .set("factor", 2.5)
            .set("word", "é")
            .set("flag", true)
            .set("part", new ScriptModule("Part").set("w", row));
    Path file = folder.resolve("whole.pt");
    ScriptArchive.write(file, root, SOURCE);
    try (Model model = Model.newInstance("whole", "PyTorch")) {
      model.load(file);
      NDManager manager = model.getNDManager();
      NDArray x = manager.create(new float[] {1, 1, 1});
      NDList out = IValueUtils.forward((PtSymbolBlock) model.getBlock(), new NDList(x), false);
      assertEquals(1, out.size());
      // (1 + row) * row * 2.5 + (row + tens) + (300 + 2 bytes of é + 3) + half
      assertArrayEquals(
          new float[] {5 + 11 + 305.5f, 15 + 22 + 305.25f, 30 + 33 + 304},
          out.get(0).toFloatArray());
    }
  }
}
