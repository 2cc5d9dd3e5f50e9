package dev.sampan.git;

import dev.sampan.app.AppName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which pushes are being received, so that none takes away what another one may rely on. */
final class PushesUnderWay {

    private final Map<AppName, Set<Turn>> turns = new HashMap<>();

    /** One push to an app, until it is closed. */
    final class Turn implements AutoCloseable {

        private final AppName app;
        private boolean alone = true;

        private Turn(AppName app) {
            this.app = app;
        }

        /** Whether there has been no other push to the app since this one began. */
        boolean alone() {
            synchronized (turns) {
                return alone;
            }
        }

        @Override
        public void close() {
            synchronized (turns) {
                Set<Turn> others = turns.getOrDefault(app, Set.of());
                others.remove(this);
                if (others.isEmpty()) {
                    turns.remove(app);
                }
            }
        }
    }

    Turn begin(AppName app) {
        synchronized (turns) {
            Turn turn = new Turn(app);
            Set<Turn> all = turns.computeIfAbsent(app, _ -> new HashSet<>());
            all.add(turn);
            if (all.size() > 1) {
                all.forEach(other -> other.alone = false);
            }
            return turn;
        }
    }
}
