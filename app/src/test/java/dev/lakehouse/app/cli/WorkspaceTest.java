package dev.lakehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lakehouse.base.error.ErrorCode;
import dev.lakehouse.base.error.LakehouseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  @TempDir private Path dir;
  private Path project;

  @BeforeEach
  void makeProject() throws IOException {
    project = Files.createDirectories(dir.resolve("sales"));
    Files.writeString(project.resolve("lakehouse.yaml"), "name: sales\n");
  }

  @Test
  void putsTheHomeIntoTheProject() {
    Workspace expected = new Workspace(project.resolve(".lakehouse"), Optional.of(project));

    assertThat(Workspace.resolve(Optional.empty(), Optional.of(Path.of("sales")), dir))
        .isEqualTo(expected);
    assertThat(Workspace.resolve(Optional.empty(), Optional.empty(), project)).isEqualTo(expected);
  }

  @Test
  void putsTheHomeIntoTheWorkingDirectoryWhereThereIsNoProject() {
    assertThat(Workspace.resolve(Optional.empty(), Optional.empty(), dir))
        .isEqualTo(new Workspace(dir.resolve(".lakehouse"), Optional.empty()));
  }

  @Test
  void takesTheHomeThatTheUserChose() {
    assertThat(Workspace.resolve(Optional.of(Path.of("../state")), Optional.empty(), project))
        .isEqualTo(new Workspace(dir.resolve("state"), Optional.of(project)));
  }

  @Test
  void refusesADirectoryThatIsNoProject() {
    assertThatThrownBy(() -> Workspace.resolve(Optional.empty(), Optional.of(Path.of(".")), dir))
        .hasMessage("there is no lakehouse.yaml in " + dir);
    assertThatThrownBy(() -> Workspace.resolve(Optional.empty(), Optional.of(Path.of("none")), dir))
        .hasMessage("there is no directory " + dir.resolve("none"));
  }

  @Test
  void saysWhatToDoWhenAProjectIsNeeded() {
    Workspace workspace = Workspace.resolve(Optional.empty(), Optional.empty(), dir);

    assertThatThrownBy(workspace::requireProject)
        .isInstanceOfSatisfying(
            LakehouseException.class,
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(error.remedy().orElseThrow()).contains("--project DIR");
            });
  }
}
