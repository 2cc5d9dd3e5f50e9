'use strict';

// A migration of a database would stand here.
console.log(`preparing ${process.env.GIT_REV || 'the release'}`);
if (process.env.FAIL_RELEASE) {
    console.error('FAIL_RELEASE is set');
    process.exit(1);
}
