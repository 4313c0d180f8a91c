package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NounTest {
  @ParameterizedTest
  @CsvSource({
    "dog,a dog,dogs", "apple,an apple,apples", "red fox,a red fox,red foxes",
    "strawberry,a strawberry,strawberries", "boy,a boy,boys", "woman,a woman,women",
    "peach,a peach,peaches", "wolf,a wolf,wolves", "dress,a dress,dresses",
    "octopus,an octopus,octopuses", "fish,a fish,fish", "hot-dog,a hot-dog,hot-dogs",
    "scissors,scissors,", "prayer beads,prayer beads,", "face with tears,face with tears,",
    "slice of bread,a slice of bread,"
  })
  void one_many(String name, String one, String many) {
    assertEquals(one, Noun.one(name));
    assertEquals(Optional.ofNullable(many), Noun.many(name));
  }
}
