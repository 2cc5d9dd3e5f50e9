# How much memory Java takes of what the process is given: the heap 70 %, or 50 % when that is little, because stacks,
# classes and compiled code need theirs whatever the limit is. What JAVA_TOOL_OPTIONS says itself counts.
sampan_memory=
for sampan_file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    if [[ -r $sampan_file ]]; then
        sampan_memory=$(<"$sampan_file")
        break
    fi
done
if [[ $sampan_memory =~ ^[0-9]{7,14}$ ]]; then
    sampan_share=70
    ((sampan_memory > 536870912)) || sampan_share=50
    export JAVA_TOOL_OPTIONS="-XX:MaxRAM=$sampan_memory -XX:MaxRAMPercentage=$sampan_share -XX:+ExitOnOutOfMemoryError ${JAVA_TOOL_OPTIONS:-}"
fi

# With two processors or less, as most have while they start, the compilers take the time in which the application starts. They take up a method after
# four times as many calls, so that few but those that stay busy are compiled by then.
sampan_quota=-1 sampan_period=1
if [[ -r /sys/fs/cgroup/cpu.max ]]; then
    read -r sampan_quota sampan_period </sys/fs/cgroup/cpu.max
elif [[ -r /sys/fs/cgroup/cpu/cpu.cfs_quota_us ]]; then
    sampan_quota=$(</sys/fs/cgroup/cpu/cpu.cfs_quota_us) sampan_period=$(</sys/fs/cgroup/cpu/cpu.cfs_period_us)
fi
if [[ $sampan_quota =~ ^[0-9]+$ ]] && ((sampan_quota <= 2 * sampan_period)); then
    export JAVA_TOOL_OPTIONS="-XX:CompileThresholdScaling=4 ${JAVA_TOOL_OPTIONS:-}"
fi
unset sampan_memory sampan_file sampan_share sampan_quota sampan_period
