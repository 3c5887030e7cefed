using LiveSubmissions.Drills.Tests.Support;

// A drill's own worker or backend, as a process that can be killed.
return await DrillProcess.MainAsync(args);
