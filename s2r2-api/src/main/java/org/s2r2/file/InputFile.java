package org.s2r2.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.s2r2.settings.InvalidInputException;

/**
 * Files that somebody else wrote. What is no regular file (a pipe would block, a device never ends) and what is larger
 * than its kind can be is refused before a byte of it is read.
 */
public final class InputFile {

    private InputFile() {}

    /**
     * Opens a file to be read.
     *
     * @param expected what the file should be, for the message
     * @throws InvalidInputException if there is no such regular file, or it cannot be opened
     */
    public static FileChannel open(Path file, String expected) {
        if (!Files.exists(file)) {
            throw new InvalidInputException(file + ": there is no such file, expected " + expected);
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file + ": not a regular file, expected " + expected);
        }
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw unreadable(file, expected, e);
        }
    }

    /**
     * The content of a file.
     *
     * @param most the most bytes that are read
     * @param expected what the file should be, for the message
     * @throws InvalidInputException if there is no such regular file, it cannot be read, or it is larger
     */
    public static byte[] bytes(Path file, int most, String expected) {
        try (FileChannel channel = open(file, expected)) {
            long size = channel.size();
            if (size > most) {
                throw new InvalidInputException(
                        file + ": " + size + " bytes, expected " + expected + " of at most " + most + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) size);
            while (content.hasRemaining() && channel.read(content) >= 0) {
                // A file that became shorter meanwhile is as long as it is now.
            }
            return content.hasRemaining() ? Arrays.copyOf(content.array(), content.position()) : content.array();
        } catch (IOException e) {
            throw unreadable(file, expected, e);
        }
    }

    /**
     * The content of a file of text in UTF-8.
     *
     * @throws InvalidInputException as {@link #bytes}, and if it is not UTF-8
     */
    public static String text(Path file, int most, String expected) {
        byte[] content = bytes(file, most, expected);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file + ": not text in UTF-8, expected " + expected, e);
        }
    }

    private static InvalidInputException unreadable(Path file, String expected, IOException e) {
        return new InvalidInputException(file + ": cannot be read (" + IoReason.of(e) + "), expected " + expected, e);
    }
}
