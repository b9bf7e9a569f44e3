package org.s2r2.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line without the module that has clusters: what it asks for and what it refuses. */
class ClusterOptionsTest {

    private static final String MASTER = "local-cluster[2,1,1024]";

    @TempDir
    Path folder;

    private Path experiment;

    @BeforeEach
    void anExperiment() throws Exception {
        experiment = Inputs.tiny(folder);
    }

    @Test
    void withoutTheModuleForSparkASentenceSaysHowToGetIt() {
        Cli.run("pretrain", experiment, "--out", folder.resolve("run"), "--on", MASTER, "--workers", 2)
                .refuses("--on: found no module for clusters on the class path", "s2r2-spark", "docs/scale.md");
        Cli.run("embed", experiment, "--data", "test", "--out", folder.resolve("x.parquet"), "--on", MASTER)
                .refuses("--on: found no module for clusters");
        Cli.run("score", "--train", "x.parquet", "--test", "y.parquet", "--on", MASTER)
                .refuses("--on: found no module for clusters");
    }

    @Test
    void whatGoesWithAClusterIsRefusedWithoutOne() throws Exception {
        Path out = folder.resolve("x.parquet");
        Cli.run("pretrain", experiment, "--workers", 2).refuses("--workers: found without --on");
        Cli.run("pretrain", experiment, "--on", MASTER).refuses("--workers: found nothing", "--on");
        Cli.run("pretrain", experiment, "--on", MASTER, "--workers", 0).refuses("--workers: found 0, expected 1 or more");
        Cli.run("pretrain", experiment, "--bind", "127.0.0.1").refuses("--bind: found without --on");
        Cli.run("embed", experiment, "--data", "test", "--out", out).refuses("--out: found '" + out, ".npy", "--on");
        Cli.run("embed", experiment, "--data", "test", "--out", out, "--names-out", folder.resolve("n.txt"), "--on", MASTER)
                .refuses("--names-out: found beside a .parquet");
        Cli.run("embed", experiment, "--data", "hdfs://head:9000/pictures", "--out", folder.resolve("x.npy"))
                .refuses("--data: found 'hdfs://head:9000/pictures'", "--on");
        Cli.run("score", "--train", out, "--test", out).refuses("--train: found '" + out, "--on");
        Cli.run("score", "--train", "x.npy", "--test", "y.npy").refuses("--train-labels: found nothing");
        Cli.run("score", "--train", "x.npy", "--test", "y.npy", "--train-labels", "l.npy", "--test-labels", "l.npy",
                "--neighbours", 3).refuses("--neighbours: found without --on");
        Cli.run("score", "--train", out, "--test", "y.parquet", "--on", MASTER, "--neighbours", 3)
                .refuses("--neighbours and --neighbours-out: found one");
        Cli.run("score", "--train", out, "--test", out, "--on", MASTER)
                .refuses("--on: found test rows that are the training rows", "no row is left out");
        Cli.run("score", "--train", out, "--test", folder + "/./x.parquet/", "--on", MASTER)
                .refuses("--on: found test rows that are the training rows");
        Cli.run("score", "--train", out, "--test", "y.parquet", "--leave-one-out", "--on", MASTER)
                .refuses("--leave-one-out: found beside --on", "no row is left out");
        Path conf = Files.writeString(folder.resolve("spark.conf"), "spork.ui true\n");
        Cli.run("score", "--train", out, "--test", "y.parquet", "--on", MASTER, "--spark-conf", conf)
                .refuses(conf, "found the key 'spork.ui'", "begin with spark.");
    }
}
