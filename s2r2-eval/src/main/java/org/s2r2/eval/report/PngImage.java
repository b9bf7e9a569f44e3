package org.s2r2.eval.report;

import java.util.Base64;
import org.s2r2.data.image.RgbImage;
import org.s2r2.eval.report.ReportData.Picture;

/** A picture as a PNG inside a URI. */
final class PngImage {

    private PngImage() {}

    static String dataUri(Picture picture) {
        byte[] png = new RgbImage(picture.width(), picture.height(), picture.rgb()).png();
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    }
}
