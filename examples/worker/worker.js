'use strict';

const every = Number(process.env.WORKER_SECONDS || 10) * 1000;
let jobs = 0;

function work() {
    jobs += 1;
    console.log(`${process.env.DYNO || 'worker'} finished job ${jobs}`);
}

work();
const timer = setInterval(work, every);
process.on('SIGTERM', () => {
    clearInterval(timer);
    console.log('stopping after the job at hand');
});
