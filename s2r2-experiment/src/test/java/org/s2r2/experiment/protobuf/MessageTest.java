package org.s2r2.experiment.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The examples are those of protocol buffers' description of its encoding. */
class MessageTest {

    private static String bytes(Consumer<Message> content) {
        Message message = new Message();
        content.accept(message);
        return HexFormat.ofDelimiter(" ").formatHex(message.bytes());
    }

    @Test
    void fieldsAreEncodedAsTheDescriptionHasThem() {
        assertThat(bytes(message -> message.varint(1, 150))).isEqualTo("08 96 01");
        assertThat(bytes(message -> message.text(2, "testing"))).isEqualTo("12 07 74 65 73 74 69 6e 67");
        assertThat(bytes(message -> message.message(3, inner -> inner.varint(1, 150)))).isEqualTo("1a 03 08 96 01");
    }

    @Test
    void numbersAreTheirBitsWithTheLowestByteFirst() {
        assertThat(bytes(message -> message.number(2, 1.5f))).isEqualTo("15 00 00 c0 3f");
        assertThat(bytes(message -> message.number(1, -2.0))).isEqualTo("09 00 00 00 00 00 00 00 c0");
    }

    @Test
    void aWholeNumberMayHaveAllItsBits() {
        assertThat(bytes(message -> message.varint(1, 0))).isEqualTo("08 00");
        assertThat(bytes(message -> message.varint(1, 127))).isEqualTo("08 7f");
        assertThat(bytes(message -> message.varint(1, 128))).isEqualTo("08 80 01");
        assertThat(bytes(message -> message.varint(1, Long.MAX_VALUE))).isEqualTo("08 ff ff ff ff ff ff ff ff 7f");
        assertThat(bytes(message -> message.varint(16, 1))).isEqualTo("80 01 01");
    }

    @Test
    void aNegativeNumberHasTheTenBytesOfInt64() {
        assertThat(bytes(message -> message.varint(1, -2))).isEqualTo("08 fe ff ff ff ff ff ff ff ff 01");
    }

    @Test
    void arraysAreRawBytesAndWhatIsBeforeAndBehindThemStaysThere() {
        assertThat(bytes(message -> {
            message.varint(1, 150);
            message.raw(9, new float[] {1.5f, -2});
            message.text(2, "testing");
        })).isEqualTo("08 96 01 4a 08 00 00 c0 3f 00 00 00 c0 12 07 74 65 73 74 69 6e 67");
    }

    @Test
    void theLengthIsThatOfWhatIsWritten() {
        Message inner = new Message();
        inner.raw(9, new float[100]);
        inner.text(1, "end");
        Message message = new Message();
        message.message(7, inner);
        message.varint(1, 3);
        assertThat(inner.length()).isEqualTo(1 + 2 + 400 + 5);
        assertThat(message.length()).isEqualTo(1 + 2 + 408 + 2);
        assertThat(message.bytes()).hasSize(413);
    }
}
