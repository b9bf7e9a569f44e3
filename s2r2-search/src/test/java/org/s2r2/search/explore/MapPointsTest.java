package org.s2r2.search.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapPointsTest {

    private static MapPoints random(int size) {
        Random random = new Random(size);
        float[] points = new float[2 * size];
        int[] clusters = new int[size];
        for (int i = 0; i < size; i++) {
            points[2 * i] = (float) random.nextGaussian() * 7;
            points[2 * i + 1] = (float) random.nextGaussian();
            clusters[i] = random.nextInt(5);
        }
        return new MapPoints(points, clusters);
    }

    @Test
    void placesFillTheLongerAxisAndKeepTheShape() {
        int[] places = new MapPoints(new float[] {-2, 0, 2, 1, 0, -1}, new int[3]).places();
        assertThat(places).containsExactly(0, 32767, 65534, 49151, 32767, 16384);
    }

    @Test
    void onePictureAloneIsInTheMiddle() {
        assertThat(new MapPoints(new float[] {3, 4}, new int[1]).places()).containsExactly(32767, 32767);
    }

    @Test
    void theOrderHasEveryPictureOnceAndNeighboursInItAreNearEachOther() {
        MapPoints map = random(4000);
        int[] order = map.order();
        assertThat(order).doesNotHaveDuplicates().hasSize(4000);
        double inOrder = 0;
        double byNumber = 0;
        for (int i = 1; i < order.length; i++) {
            inOrder += distance(map, order[i - 1], order[i]);
            byNumber += distance(map, i - 1, i);
        }
        assertThat(inOrder).isLessThan(byNumber / 10);
    }

    private static double distance(MapPoints map, int a, int b) {
        return Math.hypot(map.points()[2 * a] - map.points()[2 * b], map.points()[2 * a + 1] - map.points()[2 * b + 1]);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, -1})
    void aMapThatWasTurnedAndMirroredIsTurnedBackByThePicturesThatItShares(double sign) {
        MapPoints map = random(60);
        float[] moved = new float[120];
        int[] own = new int[60];
        for (int i = 0; i < 60; i++) {
            // Picture i is number 59 - i of the other map, which is turned by 2 radians, and moved.
            own[i] = i % 7 == 0 ? -1 : 59 - i;
            double x = sign * map.points()[2 * i];
            double y = map.points()[2 * i + 1];
            moved[2 * (59 - i)] = (float) (x * Math.cos(2) - y * Math.sin(2) + 30);
            moved[2 * (59 - i) + 1] = (float) (x * Math.sin(2) + y * Math.cos(2) - 11);
        }
        MapPoints back = new MapPoints(moved, new int[60]).turnedTo(map, own);
        int[] places = back.places();
        int[] expected = map.places();
        for (int i = 0; i < 60; i++) {
            assertThat(places[2 * (59 - i)]).isCloseTo(expected[2 * i], within(3));
            assertThat(places[2 * (59 - i) + 1]).isCloseTo(expected[2 * i + 1], within(3));
        }
    }

    @Test
    void theEncodingHasNowhereForPicturesThatAreNotOnTheMap() {
        MapPoints map = new MapPoints(new float[] {0, 0, 1, 1}, new int[] {1, 0});
        ByteBuffer bytes = ByteBuffer.wrap(map.encoded(3, i -> i == 1 ? -1 : i / 2, i -> 7, new int[] {2, 1, 0}))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt()).isEqualTo(3);
        assertThat(bytes.getInt()).isEqualTo(2);
        short[] places = new short[6];
        bytes.asShortBuffer().get(places);
        assertThat(places).containsExactly((short) 0, (short) 0, (short) -1, (short) -1, (short) -2, (short) -2);
        assertThat(bytes.getShort(8 + 12)).isEqualTo((short) 7);
        assertThat(bytes.getShort(8 + 18 + 2)).isEqualTo((short) -1);
        assertThat(bytes.getInt(8 + 24)).isEqualTo(2);
        assertThat(bytes.capacity()).isEqualTo(8 + 36);
    }

    @Test
    void aMapIsReadAsItWasWritten(@TempDir Path folder) {
        MapPoints map = random(50);
        byte[] sum = new byte[32];
        sum[3] = 9;
        MapFile.write(folder, sum, 4, map);
        MapPoints read = MapFile.read(folder, sum, 50, 4).orElseThrow();
        assertThat(read.points()).isEqualTo(map.points());
        assertThat(read.clusters()).isEqualTo(map.clusters());
        assertThat(folder).isDirectoryContaining("glob:**/map.bin").isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aMapOfOtherEmbeddingsOfAnotherSeedOrDamagedIsNotRead(@TempDir Path folder) throws Exception {
        byte[] sum = new byte[32];
        MapFile.write(folder, sum, 4, random(50));
        byte[] other = sum.clone();
        other[0] = 1;
        assertThat(MapFile.read(folder, other, 50, 4)).isEmpty();
        assertThat(MapFile.read(folder, sum, 50, 5)).isEmpty();
        assertThat(MapFile.read(folder, sum, 51, 4)).isEmpty();
        Path file = folder.resolve(MapFile.NAME);
        byte[] content = Files.readAllBytes(file);
        content[100] ^= 1;
        Files.write(file, content);
        assertThat(MapFile.read(folder, sum, 50, 4)).isEmpty();
        Files.write(file, Arrays.copyOf(content, 70));
        assertThat(MapFile.read(folder, sum, 50, 4)).isEmpty();
    }

    @Test
    void picturesThatWereUsedLongestAgoLeaveTheCacheFirst() {
        PictureCache cache = new PictureCache(1000);
        for (int i = 0; i < 4; i++) {
            cache.put("picture " + i, new EncodedPicture("image/png", new byte[240]));
        }
        assertThat(cache.get("picture 0")).isPresent();
        cache.put("new", new EncodedPicture("image/png", new byte[240]));
        assertThat(cache.get("picture 1")).isEmpty();
        assertThat(cache.get("picture 0")).isPresent();
        assertThat(cache.bytes()).isEqualTo(960);
        cache.put("large", new EncodedPicture("image/png", new byte[2000]));
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void aFileThatCannotBeAMapIsMadeAnew(@TempDir Path folder) throws Exception {
        try (RandomAccessFile large = new RandomAccessFile(folder.resolve(MapFile.NAME).toFile(), "rw")) {
            large.setLength(1L << 32);
        }
        byte[] sum = new byte[32];
        assertThat(MapFile.read(folder, sum, 50, 4)).isEmpty();
        MapFile.write(folder, sum, 4, random(50));
        assertThat(MapFile.read(folder, sum, 50, 4)).isPresent();
    }
}
