// A drill measures: nothing else may run beside it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
