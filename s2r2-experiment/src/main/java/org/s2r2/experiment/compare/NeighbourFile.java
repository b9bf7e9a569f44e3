package org.s2r2.experiment.compare;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.s2r2.data.image.RgbImage;
import org.s2r2.data.inspect.ContactSheet;
import org.s2r2.eval.report.ReportData.Neighbour;
import org.s2r2.eval.report.ReportData.Picture;
import org.s2r2.eval.report.ReportData.PictureRow;
import org.s2r2.experiment.Components;
import org.s2r2.experiment.Neighbourhood;
import org.s2r2.experiment.RunFolder;
import org.s2r2.file.JsonFile;
import org.s2r2.settings.InvalidInputException;

/** {@code neighbours.json} in the folder of a run: small pictures of nearest neighbours, kept for the report. */
final class NeighbourFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SIDE = 96;

    private NeighbourFile() {}

    static boolean exists(RunFolder folder) {
        return Files.exists(file(folder));
    }

    static void write(RunFolder folder, Components components) throws IOException {
        List<PictureRow> rows = Neighbourhood.of(folder, components).stream()
                .map(row -> new PictureRow(small(row.query()), row.neighbours().stream()
                        .map(neighbour -> new Neighbour(small(neighbour.picture()), neighbour.right()))
                        .toList()))
                .toList();
        folder.write(file(folder), JSON.writeValueAsBytes(rows));
    }

    static List<PictureRow> read(RunFolder folder) {
        List<PictureRow> rows = JsonFile.read(file(folder), new TypeReference<>() {}, "pictures of neighbours");
        if (rows.stream().anyMatch(Objects::isNull)) {
            throw new InvalidInputException(file(folder) + ": found a row without pictures, expected a query and its neighbours");
        }
        return rows;
    }

    static void delete(RunFolder folder) throws IOException {
        Files.deleteIfExists(file(folder));
    }

    private static Path file(RunFolder folder) {
        return folder.path().resolve("neighbours.json");
    }

    private static Picture small(Picture picture) {
        if (Math.max(picture.width(), picture.height()) <= SIDE) {
            return picture;
        }
        RgbImage fitted =
                ContactSheet.fit(new RgbImage(picture.width(), picture.height(), picture.rgb()), SIDE);
        return new Picture(fitted.pixels(), fitted.width(), fitted.height(), picture.label());
    }
}
