package org.s2r2.eval.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.s2r2.data.image.RgbImage;
import org.s2r2.eval.report.ReportData.Picture;
import org.s2r2.eval.report.ReportData.PointMap;

/** The map of images as a picture: a disc for each, in the colour of its class. */
final class MapPicture {

    private static final int SIDE = 720;
    private static final double MARGIN = 12;
    private static final double RADIUS = 3;
    private static final double OPACITY = 0.8;
    private static final int WITHOUT_CLASS = 0x8a949e;

    /** As those of curves, and four more. */
    private static final List<Integer> COLOURS = List.of(
            0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xe69f00, 0x555555, 0x8c510a, 0x6a51a3, 0x99a800, 0xb2182b, 0x01665e);

    private MapPicture() {}

    /** The colour of a class as red, green and blue: those beyond the first are apart by the golden angle. */
    static int colour(int label) {
        if (label < 0) {
            return WITHOUT_CLASS;
        }
        if (label < COLOURS.size()) {
            return COLOURS.get(label);
        }
        double hue = label * 137.508 % 360;
        int[] channels = new int[3];
        for (int c = 0; c < 3; c++) {
            double k = ((c == 0 ? 0 : c == 1 ? 8 : 4) + hue / 30) % 12;
            channels[c] = (int) Math.round(255 * (0.45 - 0.27 * Math.max(-1, Math.min(Math.min(k - 3, 9 - k), 1))));
        }
        return channels[0] << 16 | channels[1] << 8 | channels[2];
    }

    static void append(StringBuilder out, PointMap map) {
        RgbImage image = draw(map);
        Picture picture = new Picture(image.pixels(), SIDE, SIDE, "");
        out.append("<section><h2>Map of the test images</h2>\n<p class=\"note\">").append(Markup.escape(map.note()))
                .append("</p>\n<ul class=\"legend\">");
        for (int label = 0; label < map.classNames().size(); label++) {
            out.append("<li><span class=\"key\" style=\"background:")
                    .append(String.format(Locale.ROOT, "#%06x", colour(label))).append("\"></span>")
                    .append(Markup.escape(map.classNames().get(label))).append("</li>");
        }
        out.append("</ul>\n<img class=\"map\" alt=\"the test images as points, images that are alike near each other\" src=\"")
                .append(PngImage.dataUri(picture)).append("\"/></section>\n");
    }

    static RgbImage draw(PointMap map) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        Arrays.fill(pixels, (byte) 255);
        double[] least = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] most = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (int i = 0; i < map.points().length; i++) {
            least[i % 2] = Math.min(least[i % 2], map.points()[i]);
            most[i % 2] = Math.max(most[i % 2], map.points()[i]);
        }
        double extent = Math.max(Double.MIN_NORMAL, Math.max(most[0] - least[0], most[1] - least[1]));
        double[] place = new double[2];
        for (int i = 0; i < map.labels().length; i++) {
            for (int axis = 0; axis < 2; axis++) {
                double middle = (least[axis] + most[axis]) / 2;
                place[axis] = SIDE / 2.0 + (map.points()[2 * i + axis] - middle) / extent * (SIDE - 2 * MARGIN);
            }
            disc(pixels, place[0], place[1], colour(map.labels()[i]));
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    private static void disc(byte[] pixels, double x, double y, int colour) {
        for (int py = (int) (y - RADIUS - 1); py <= y + RADIUS + 1; py++) {
            for (int px = (int) (x - RADIUS - 1); px <= x + RADIUS + 1; px++) {
                double cover = OPACITY * Math.max(0, Math.min(1, RADIUS + 0.5 - Math.hypot(px - x, py - y)));
                for (int c = 0; c < 3 && cover > 0; c++) {
                    int at = 3 * (py * SIDE + px) + c;
                    int wanted = colour >> 16 - 8 * c & 0xff;
                    pixels[at] = (byte) Math.round((pixels[at] & 0xff) * (1 - cover) + wanted * cover);
                }
            }
        }
    }
}
