package org.s2r2.data.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.s2r2.data.image.EncodedImage.Ink;

/**
 * The markers of a JPEG file (ITU-T T.81, Annex B), as far as they have to be known before it is decoded. Where the file
 * is damaged the rest stands as it is, for the decoder to refuse.
 */
final class JpegFile {

    /** Each scan of a progressive file goes over the whole picture again; programs write about 10. */
    static final int MOST_SCANS = 100;

    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.ISO_8859_1);
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int COM = 0xfe;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int ADOBES = 0xee;
    private static final int APP15 = 0xef;

    private final byte[] bytes;
    private final byte[] kept;
    private int keptBytes;
    private int copied;
    /** 0 where no frame was found: a decoder may search further than this does. */
    private int components;
    private int orientation = Exif.UPRIGHT;
    private int adobeTransform = -1;
    private int scans;

    private JpegFile(byte[] bytes) {
        this.bytes = bytes;
        this.kept = new byte[bytes.length];
    }

    static boolean is(byte[] bytes) {
        return bytes.length > 2 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == SOI;
    }

    /** @throws BadImageException if there are too many scans; its message is the rest of a sentence about the file */
    static EncodedImage parse(byte[] bytes) throws BadImageException {
        JpegFile file = new JpegFile(bytes);
        file.walk();
        file.keepTo(bytes.length);
        if (file.scans > MOST_SCANS) {
            throw new BadImageException("has " + file.scans + " scans, allowed are up to " + MOST_SCANS);
        }
        Ink ink = file.components != 4 ? Ink.NONE : file.adobeTransform > 0 ? Ink.YCCK : Ink.CMYK;
        // What is decoded as RGB stays where it is; everything else is copied, and inks a second time by the decoder.
        int perPixel = switch (file.components) {
            case 3 -> 3;
            case 0, 4 -> 4 + 4 + 3;
            default -> file.components + 3;
        };
        return new EncodedImage(
                "jpeg", Arrays.copyOf(file.kept, file.keptBytes), perPixel, file.orientation, ink);
    }

    private void walk() {
        int at = 2;
        while (at + 3 < bytes.length && (bytes[at] & 0xff) == 0xff) {
            int marker = bytes[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            int end = at + 2 + (standsAlone(marker) ? 0 : unsignedShort(at + 2));
            if (marker == EOI || end > bytes.length || !standsAlone(marker) && end < at + 4) {
                return;
            }
            segment(marker, at, end);
            at = marker == SOS ? nextMarker(end) : end;
        }
    }

    private void segment(int marker, int at, int end) {
        int payload = at + 4;
        if (marker == SOS) {
            scans++;
        } else if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
                && end - payload > 5) {
            components = bytes[payload + 5] & 0xff;
        } else if (marker == ADOBES && end - payload >= 12 && starts(payload, ADOBE)) {
            adobeTransform = bytes[payload + 11] & 0xff;
        } else if (marker == APP1 && end - payload > EXIF.length && starts(payload, EXIF)) {
            orientation = Exif.orientation(bytes, payload + EXIF.length, end - payload - EXIF.length);
        }
        boolean metadata = marker == COM || marker > APP0 && marker <= APP15 && marker != ADOBES;
        if (metadata && scans == 0) {
            keepTo(at);
            copied = end;
        }
    }

    private void keepTo(int end) {
        System.arraycopy(bytes, copied, kept, keptBytes, end - copied);
        keptBytes += end - copied;
        copied = end;
    }

    /** Behind the data of a scan: stuffed bytes and restart markers belong to it. */
    private int nextMarker(int from) {
        int at = from;
        while (at + 1 < bytes.length) {
            int next = bytes[at + 1] & 0xff;
            if ((bytes[at] & 0xff) == 0xff && next != 0 && !(next >= 0xd0 && next <= 0xd7)) {
                return at;
            }
            at++;
        }
        return bytes.length;
    }

    private static boolean standsAlone(int marker) {
        return marker <= 1 || marker >= 0xd0 && marker <= EOI;
    }

    private boolean starts(int at, byte[] text) {
        return Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }

    private int unsignedShort(int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
