// SPDX-License-Identifier: Apache-2.0
package io.github.camelgemini.interactions.state;

import java.nio.file.Path;

/** A process of its own that writes until it is killed, and tells each write that was acknowledged: number, key. */
final class CursorWriter {

    static final int KEYS = 40;

    private CursorWriter() {}

    public static void main(String[] arguments) {
        FileCursorRepository repository = new FileCursorRepository(Path.of(arguments[0]));
        repository.setForceEveryWrite(false);
        repository.setCompactAboveBytes(10 << 20);
        repository.start();
        for (int number = Integer.parseInt(arguments[1]); ; number++) {
            String key = "cursor=" + number % KEYS;
            repository.setState(key, value(number));
            System.out.println(number);
        }
    }

    /** A value that tells its number; one key's are so long that the kernel can stop in the middle of them. */
    static String value(int number) {
        return number + ":" + "x".repeat(untilLong(number) == 0 ? 1_000_000 : number % 300);
    }

    /** How many writes come before the next long one. */
    static int untilLong(int number) {
        return Math.floorMod(-number, KEYS);
    }

    static int number(String value) {
        int number = Integer.parseInt(value.substring(0, value.indexOf(':')));
        if (!value.equals(value(number))) throw new AssertionError("Value " + number + " is damaged");
        return number;
    }
}
