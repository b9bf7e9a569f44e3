package org.s2r2.experiment.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileTest {

    @TempDir
    Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void namesAreInTheOrderOfWritingInEveryLocale() throws IOException {
        Locale before = Locale.getDefault();
        try {
            for (String locale : List.of("ar-EG", "en", "bn", "fa")) {
                Locale.setDefault(Locale.forLanguageTag(locale));
                try (EventFile file = EventFile.open(folder, 1)) {
                    assertThat(names()).as(locale).last().isEqualTo(file.path().getFileName().toString());
                    assertThat(names()).as(locale)
                            .allMatch(name -> name.matches("events\\.out\\.tfevents\\.[0-9]{10}\\.s2r2"));
                }
            }
        } finally {
            Locale.setDefault(before);
        }
        assertThat(names()).hasSize(4);
    }

    /** 4095564804, in the year 2099, in Arabic digits, as an earlier version wrote it. TensorBoard would read that file behind the new one. */
    @Test
    void aFileThatHasDigitsOfAnotherScriptIsRenamedAndTheNewOneComesAfterIt() throws IOException {
        Assumptions.assumeTrue(Charset.forName(System.getProperty("sun.jnu.encoding")).newEncoder().canEncode('١'),
                "needs names in UTF-8");
        Files.writeString(folder.resolve("events.out.tfevents.٤٠٩٥٥٦٤٨٠٤.s2r2"), "first");
        try (EventFile file = EventFile.open(folder, 5)) {
            assertThat(file.path()).isEqualTo(folder.resolve("events.out.tfevents.4095564805.s2r2"));
        }
        assertThat(names()).containsExactly("events.out.tfevents.4095564804.s2r2", "events.out.tfevents.4095564805.s2r2");
        assertThat(folder.resolve("events.out.tfevents.4095564804.s2r2")).hasContent("first");
    }
}
