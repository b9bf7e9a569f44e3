package org.s2r2.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class DigitsTest {

    @Test
    void whatJavaWritesInALocaleBecomesWhatItWritesInTheRoot() {
        for (Locale locale : Locale.getAvailableLocales()) {
            assertThat(Digits.ascii(String.format(locale, "a-%010d b", 1234567890)))
                    .as(locale.toString()).isEqualTo("a-1234567890 b");
        }
    }

    @Test
    void everythingButDigitsStays() {
        // Circled and superscript numbers are no decimal digits; the last is a letter outside of the basic plane.
        assertThat(Digits.ascii("Bälle ① ² Ⅷ \ud840\udc00")).isEqualTo("Bälle ① ² Ⅷ \ud840\udc00");
    }
}
